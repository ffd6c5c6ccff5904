from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.health import cures
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

EPOCHS, SHARE = 20, 0.98


@rule("loss not falling", rank=60)
@dataclass(frozen=True)
class NotFalling(Rule):
    """after 20 epochs the lowest training loss is above 98 % of the first

    "Overfit a tiny data set" first: a network that cannot lower its training loss has something
    wrong. Karpathy, "A recipe for training neural networks", 2019.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        loss = case.course.loss
        if len(loss) <= EPOCHS or float(np.min(loss[1:])) < SHARE * float(loss[0]):
            return
        yield Finding(
            None,
            self.kind(),
            "The loss does not fall",
            f"It was {loss[0]:.3g} at first and is {loss[-1]:.3g} after {len(loss) - 1} epochs.",
            "The start weights may be too small for any gradient, or the rate too large or small.",
            (cures.fitting_start(), cures.rate(10), cures.rate(0.1)),
        )
