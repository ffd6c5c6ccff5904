from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from bpgui.health import cures
from bpgui.health.course import LAST, Floats
from bpgui.health.figures import figure, percent
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

LOOKS, RISE, GAP, ERRORS = 10, 1.5, 0.03, 2


@rule("over-fitting", rank=80)
@dataclass(frozen=True)
class OverFitting(Rule):
    """the validation loss is 50 % above its lowest, and validation accuracy 3 points below training

    Training goes on to lower its own loss while new rows fare worse: Prechelt, "Early stopping, but
    when?", 1998, measures the same rise (generalisation loss); the lowest is here that of medians
    of five, as a single one may be low by chance. So may a gap where there are few validation rows:
    it has to be twice the standard error of their accuracy, sqrt(p (1 - p) / n).
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        course, layers = case.course, case.vitals.layers
        if len(course) < LOOKS or np.isnan(course.val_loss[-1]) or not layers:
            return
        lowest = float(np.nanmin(course.val_loss))
        # Neither one bad epoch nor, while the loss falls, the ones before it are over-fitting; nor
        # is one that was good by chance the measure of the others.
        usual = float(np.min(np.median(sliding_window_view(course.val_loss, LAST), axis=1)))
        now = _lasting(course.val_loss)
        gap = _lasting(course.accuracy - course.val_accuracy)
        if now <= RISE * usual or gap < _least_gap(case) or course.loss[-1] > lowest:
            return
        widest = max(layers[:-1] or layers, key=lambda layer: layer.weight)
        yield Finding(
            None,
            self.kind(),
            "The network learns its rows by heart",
            f"The validation loss is {figure(now, 3)}; its lowest was {figure(lowest, 3)}. "
            f"Training accuracy is {percent(course.accuracy[-1], 1)}, validation accuracy "
            f"{percent(course.val_accuracy[-1], 1)}.",
            "It has room enough to remember single rows, which does not help with new ones.",
            (
                cures.dropout(case.project.graph.nodes[widest.node]),
                cures.weight_decay(),
                cures.early_stop(),
            ),
        )


def _least_gap(case: Case) -> float:
    """The gap in accuracy that is no chance."""
    rows = case.vitals.inputs.validation_rows
    if not rows:
        return GAP
    share = min(float(case.course.val_accuracy[-1]), 1 - 1 / rows)
    return max(GAP, ERRORS * math.sqrt(share * (1 - share) / rows))


def _lasting(values: Floats) -> float:
    """What is so now and has been so of late: the last value, or the median if that is less."""
    return float(min(values[-1], np.median(values[-LAST:])))
