from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call, scalar
from bpgui.engine.axpby import axpby
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer


@optimizer("Nesterov", synonyms=("accelerated gradient", "nag"), rank=21)
@dataclass(frozen=True)
class Nesterov(Optimizer):
    """v <- mu v + g, theta <- theta - eta (g + mu v)

    Momentum that looks ahead: the step is taken as if the velocity had already carried it on.
    Nesterov, 1983; in the form PyTorch uses.
    """

    mu: float = real(
        0.9, min=0.0, max=0.9999, label="Momentum", help="Share of the last velocity that is kept."
    )

    latex = (
        r"v \leftarrow \mu v + g",
        r"\theta \leftarrow \theta - \eta\, (g + \mu v)",
    )

    def bind(self, at: OptimizerSite) -> list[Call]:
        calls: list[Call] = []
        mu = scalar(self.mu, at.theta)
        for theta, g, work, velocity in at.pieces("velocity"):
            calls += [
                *axpby(None, g, mu, velocity, work),
                partial(np.multiply, velocity, mu, work),
                partial(np.add, work, g, work),
                *axpby(at.descent, work, None, theta, work),
            ]
        return calls
