from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.health import cures
from bpgui.health.course import LAST
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
        # The median of the last ones: a single bad epoch is no over-fitting.
        now = float(np.median(course.val_loss[-LAST:]))
        gap = float(np.median((course.accuracy - course.val_accuracy)[-LAST:]))
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
