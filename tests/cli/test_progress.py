"""The line of progress in a terminal."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from bpgui.cli.progress import Progress
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.training import Training


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report(step: int, **settings: Any) -> Report:
    loss, norm = np.array([0.25]), np.array([[1.0]])
    return Report(step, step // 10, loss, norm, 0.1, 0.01, **settings)


def test_progress_is_painted_on_a_terminal_and_cleared() -> None:
    stream = Terminal()
    progress = Progress(stream, Training(epochs=5))
    progress.show(report(10, evaluation=Evaluation(10, 0.2, 0.9, 0.3, 0.8)))
    assert stream.getvalue().startswith("\repoch 1/5  step 10  loss 0.25  validation 0.3  ")
    width = len(stream.getvalue()) - 1
    progress.clear()
    assert stream.getvalue().endswith("\r" + " " * width + "\r")


def test_progress_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    Progress(stream, Training(steps=1_000_000)).show(report(1_000))
    assert len(stream.getvalue()) <= 20


def test_progress_is_silent_elsewhere() -> None:
    stream = io.StringIO()
    progress = Progress(stream, Training())
    progress.show(report(10))
    progress.clear()
    assert stream.getvalue() == ""
