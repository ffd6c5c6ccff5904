"""What a run came to, for people and for programs."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from bpgui.engine.counted import counted
from bpgui.engine.report import Evaluation


@dataclass(frozen=True)
class Result:
    """Steps and epochs are those of the network's whole life, `made` those of this run."""

    steps: int
    epochs: int
    made: int
    seconds: float
    found: Evaluation
    #: Why training ended, as a sentence; empty where it was interrupted.
    ended: str
    #: What the accuracy is called: "accuracy", or "R2" for a regression.
    measure: str

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self.made / self.seconds if self.seconds > 0 else 0.0

    def json(self) -> str:
        """One line of JSON; numbers that are not finite or were not measured are null."""
        return json.dumps(
            {
                "steps": self.steps,
                "epochs": self.epochs,
                "loss": _finite(self.found.loss),
                "val_loss": _finite(self.found.val_loss),
                "accuracy": _finite(self.found.accuracy),
                "val_accuracy": _finite(self.found.val_accuracy),
                "seconds": round(self.seconds, 6),
                "steps_per_second": round(self.speed, 3),
            }
        )

    def text(self) -> str:
        """A small table."""
        lines = [
            *([self.ended] if self.ended else []),
            f"{counted(self.epochs, 'epoch')}, {counted(self.steps, 'step')}; "
            f"this run took {self.seconds:.2f} s ({self.speed:,.0f} steps/s).",
            f"{'':10}  {'training':>10}  {'validation':>10}",
            _row("loss", self.found.loss, self.found.val_loss),
            _row(self.measure, self.found.accuracy, self.found.val_accuracy),
        ]
        return "\n".join(lines)


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _row(name: str, train: float, validation: float | None) -> str:
    other = "-" if validation is None else f"{validation:.4g}"
    return f"{name:10}  {train:>10.4g}  {other:>10}"
