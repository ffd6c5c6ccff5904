from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer


@optimizer("gradient descent", synonyms=("sgd", "stochastic gradient descent"), rank=10)
@dataclass(frozen=True)
class SGD(Optimizer):
    """theta <- theta - eta g

    A step straight down the gradient of the mini-batch.
    """

    latex = (r"\theta \leftarrow \theta - \eta\, g",)

    def bind(self, at: OptimizerSite) -> list[Call]:
        calls: list[Call] = []
        for theta, g, work in at.pieces():
            calls += [
                partial(np.multiply, g, at.rate, work),
                partial(np.subtract, theta, work, theta),
            ]
        return calls
