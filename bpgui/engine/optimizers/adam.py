from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from bpgui.engine.arrays import Array, Call, scalar
from bpgui.engine.axpby import axpby
from bpgui.engine.elementwise import quotient, root
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer


@optimizer("Adam", synonyms=("adaptive moment estimation",), rank=30)
@dataclass(frozen=True)
class Adam(Optimizer):
    """m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, theta <- theta - eta m^ / (sqrt(v^) + eps)

    Every parameter gets a step of its own size, from the running mean and the running square of its
    gradient, both corrected for their start at zero. Kingma and Ba, 2015.
    """

    beta1: float = real(
        0.9,
        min=0.0,
        max=0.9999,
        label="Beta 1",
        help="Memory of the mean gradient.",
        advanced=True,
    )
    beta2: float = real(
        0.999,
        min=0.0,
        max=0.999999,
        help="Memory of the squared gradient.",
        label="Beta 2",
        advanced=True,
    )
    epsilon: float = real(
        1e-8,
        min=1e-15,
        max=1.0,
        log=True,
        help="Keeps the division away from zero.",
        advanced=True,
    )

    latex: ClassVar[tuple[str, ...]] = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g",
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"\theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
    )

    def bind(self, at: OptimizerSite) -> list[Call]:
        # The moments are kept without their factors, as m / (1 - beta1) and v / (1 - beta2): two
        # passes less. The factors and the corrections for the start at zero are in step and floor.
        step, floor = scalar(0, at.theta), scalar(0, at.theta)
        settings = self.beta1, self.beta2, self.epsilon
        calls: list[Call] = [partial(_correct, at.counter(), at.descent, *settings, step, floor)]
        kept1, kept2 = scalar(self.beta1, at.theta), scalar(self.beta2, at.theta)
        for theta, g, work, mean, square in at.pieces("mean", "square"):
            calls += [
                *axpby(None, g, kept1, mean, work),
                partial(np.square, g, work),
                *axpby(None, work, kept2, square, work),
                root(square, work),
                partial(np.add, work, floor, work),
                quotient(mean, work, work),
                *axpby(step, work, None, theta, work),
            ]
        return calls


def _correct(
    updates: Array,
    descent: Array,
    beta1: float,
    beta2: float,
    epsilon: float,
    step: Array,
    floor: Array,
) -> None:
    count = updates.item() + 1
    updates[()] = count
    size = math.sqrt((1 - beta2) / (1 - beta2**count))
    step[()] = descent.item() * (1 - beta1) / ((1 - beta1**count) * size)
    floor[()] = epsilon / size
