from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call, scalar
from bpgui.engine.axpby import axpby
from bpgui.engine.elementwise import quotient, root
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer


@optimizer("RMSProp", synonyms=("root mean square",), rank=26)
@dataclass(frozen=True)
class RMSProp(Optimizer):
    """v <- rho v + (1 - rho) g^2, theta <- theta - eta g / (sqrt(v) + eps)

    Divides every gradient by its own running size, so that steep and flat directions move alike.
    Tieleman and Hinton, 2012; in the form PyTorch uses.
    """

    rho: float = real(
        0.99, min=0.0, max=0.999999, label="Memory", help="Memory of the squared gradient."
    )
    epsilon: float = real(
        1e-8, min=1e-15, max=1.0, log=True, help="Keeps the division away from zero."
    )

    latex = (
        r"v \leftarrow \rho v + (1 - \rho) g^2",
        r"\theta \leftarrow \theta - \eta \frac{g}{\sqrt{v} + \epsilon}",
    )

    def bind(self, at: OptimizerSite) -> list[Call]:
        calls: list[Call] = []
        kept, new = scalar(self.rho, at.theta), scalar(1 - self.rho, at.theta)
        epsilon = scalar(self.epsilon, at.theta)
        for theta, g, work, square in at.pieces("square"):
            calls += [
                partial(np.square, g, work),
                *axpby(new, work, kept, square, work),
                root(square, work),
                partial(np.add, work, epsilon, work),
                quotient(g, work, work),
                *axpby(at.descent, work, None, theta, work),
            ]
        return calls
