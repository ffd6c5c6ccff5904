from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call, scalar
from bpgui.engine.axpby import axpby
from bpgui.engine.elementwise import quotient, root
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer


@optimizer("AdaGrad", synonyms=("adaptive gradient",), rank=25)
@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """s <- s + g^2, theta <- theta - eta g / (sqrt(s) + eps)

    Parameters that have seen large gradients take smaller steps, those rarely touched keep theirs;
    the steps only ever shrink. Duchi, Hazan and Singer, 2011.
    """

    epsilon: float = real(
        1e-10, min=1e-15, max=1.0, log=True, help="Keeps the division away from zero."
    )

    latex = (
        r"s \leftarrow s + g^2",
        r"\theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}",
    )

    def bind(self, at: OptimizerSite) -> list[Call]:
        calls: list[Call] = []
        epsilon = scalar(self.epsilon, at.theta)
        for theta, g, work, total in at.pieces("sum"):
            calls += [
                partial(np.square, g, work),
                partial(np.add, total, work, total),
                root(total, work),
                partial(np.add, work, epsilon, work),
                quotient(g, work, work),
                *axpby(at.descent, work, None, theta, work),
            ]
        return calls
