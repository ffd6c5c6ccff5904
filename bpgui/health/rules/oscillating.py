from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

WINDOW, SHARE, SIZE = 20, 0.4, 0.3


@rule("oscillating loss", rank=70)
@dataclass(frozen=True)
class Oscillating(Rule):
    """of the last 20 training losses more than 40 % went up, by 30 % of their mean in the mean

    A step longer than twice the inverse of the curvature climbs instead of falling: Goodfellow,
    Bengio and Courville, Deep Learning, 2016, section 4.3.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        loss = case.course.loss[-WINDOW:]
        if len(loss) < WINDOW or case.learned:
            return
        rises = np.diff(loss)
        up = rises[rises > 0]
        if len(up) <= SHARE * len(rises) or float(up.mean()) < SIZE * float(loss.mean()):
            return
        yield Finding(
            None,
            self.kind(),
            "The loss jumps up and down",
            f"{len(up)} of its last {len(rises)} changes went up, by about {figure(up.mean())}.",
            "The steps are longer than the valley is wide.",
            (cures.rate(0.1), cures.clipping()),
        )
