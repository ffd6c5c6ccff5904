from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Call
from bpgui.engine.axpby import axpby
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
                *axpby(at.descent, g, None, theta, work),
            ]
        return calls
