"""One line on the terminal that says how far a run is."""

from __future__ import annotations

import shutil
import time
from typing import TextIO

from bpgui.engine.report import Evaluation, Report
from bpgui.engine.training import Training

#: Seconds between two paintings.
EVERY = 0.1


class Progress:
    """A line that is painted over; silent where the stream is no terminal."""

    def __init__(self, stream: TextIO, limits: Training) -> None:
        self._stream, self._limits = stream, limits
        self._on = stream.isatty()
        self._begun = time.perf_counter()
        self._painted = float("-inf")
        self._width = 0
        self._steps = 0
        self._evaluation: Evaluation | None = None

    def show(self, report: Report) -> None:
        """Take a report in, and paint if the last painting is long enough ago."""
        self._steps += len(report.losses)
        self._evaluation = report.evaluation or self._evaluation
        now = time.perf_counter()
        if self._on and now - self._painted >= EVERY:
            self._painted = now
            self._paint(self._text(report, now - self._begun))

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self._on and self._width:
            self._paint("")
            self._stream.write("\r")
            self._stream.flush()

    def _text(self, report: Report, seconds: float) -> str:
        epochs, steps = self._limits.epochs, self._limits.steps
        parts = [
            f"epoch {report.epoch:,}" + (f"/{epochs:,}" if epochs else ""),
            f"step {report.last:,}" + (f"/{steps:,}" if steps else ""),
        ]
        if len(report.losses):
            parts.append(f"loss {report.losses[-1]:.4g}")
        if self._evaluation is not None and self._evaluation.val_loss is not None:
            parts.append(f"validation {self._evaluation.val_loss:.4g}")
        parts.append(f"{self._steps / max(seconds, 1e-9):,.0f} steps/s")
        return "  ".join(parts)

    def _paint(self, text: str) -> None:
        text = text[: shutil.get_terminal_size().columns - 1]
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)
