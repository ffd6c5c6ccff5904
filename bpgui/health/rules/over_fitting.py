from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.health import cures
from bpgui.health.course import LAST, Floats
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

EPOCHS, RISE, GAP = 10, 1.5, 0.03


@rule("over-fitting", rank=80)
@dataclass(frozen=True)
class OverFitting(Rule):
    """the validation loss is 50 % above its lowest, and validation accuracy 3 points below training

    Training goes on to lower its own loss while new rows fare worse: Prechelt, "Early stopping, but
    when?", 1998, measures the same rise (generalisation loss).
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        course, layers = case.course, case.vitals.layers
        if len(course) < EPOCHS or np.isnan(course.val_loss[-1]) or not layers:
            return
        lowest = float(np.nanmin(course.val_loss))
        # Neither one bad epoch nor, while the loss falls, the ones before it are over-fitting.
        now = _lasting(course.val_loss)
        gap = _lasting(course.accuracy - course.val_accuracy)
        if now <= RISE * lowest or gap < GAP or course.loss[-1] > lowest:
            return
        widest = max(layers[:-1] or layers, key=lambda layer: layer.weight)
        yield Finding(
            None,
            self.kind(),
            "The network learns its rows by heart",
            f"The validation loss is {now:.3g}; its lowest was {lowest:.3g}. Training accuracy is "
            f"{course.accuracy[-1]:.1%}, validation accuracy {course.val_accuracy[-1]:.1%}.",
            "It has room enough to remember single rows, which does not help with new ones.",
            (cures.dropout(widest.node), cures.weight_decay(), cures.early_stop()),
        )


def _lasting(values: Floats) -> float:
    """What is so now and has been so of late: the last value, or the median if that is less."""
    return float(min(values[-1], np.median(values[-LAST:])))
