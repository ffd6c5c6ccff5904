from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

LOOKS, STEPS, SHARE = 20, 300, 0.98


@rule("loss not falling", rank=60)
@dataclass(frozen=True)
class NotFalling(Rule):
    """in 20 epochs and 300 steps the training loss was never below 98 % of the first

    "Overfit a tiny data set" first: a network that cannot lower its training loss has something
    wrong. Karpathy, "A recipe for training neural networks", 2019. Where an epoch is a single step
    20 of them are few: the four corners of XOR hold some seeds up for 270 steps.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        loss, step = case.course.loss, case.course.step
        if len(loss) <= LOOKS or step[-1] - step[0] < STEPS:
            return
        if float(np.min(loss[1:])) < SHARE * float(loss[0]):
            return
        steps = round(step[-1] - step[0])
        yield Finding(
            None,
            self.kind(),
            "The loss does not fall",
            f"It was {figure(loss[0], 3)} at first and is {figure(loss[-1], 3)} after {steps:,} "
            "steps.",
            "The start weights may be too small for any gradient, or the rate too large or small.",
            (cures.fitting_start(), cures.rate(10), cures.rate(0.1)),
        )
