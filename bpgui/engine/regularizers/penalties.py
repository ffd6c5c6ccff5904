from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, empty, product, scalar
from bpgui.engine.fields import real
from bpgui.engine.regularizer import Regularizer, Weight, regularizer


@regularizer("L2", synonyms=("weight decay", "ridge", "tikhonov"), rank=20)
@dataclass(frozen=True)
class L2(Regularizer):
    """L = the loss + lambda / 2 sum w^2

    Every weight is pulled towards zero in proportion to its size: smooth functions, and the usual
    cure of over-fitting. Biases are left alone.
    """

    strength: float = real(1e-3, min=0.0, max=1e3, log=True, help="How hard it pulls, lambda.")

    latex = (
        r"L = L_{\text{data}} + \frac{\lambda}{2} \sum w^2",
        r"\frac{\partial L}{\partial w} = \frac{\partial L_{\text{data}}}{\partial w} + \lambda w",
    )

    def penalty(self, weights: Sequence[Weight], loss: Array) -> list[Call]:
        calls: list[Call] = []
        for weight in weights:
            pull = empty(weight.values.shape, weight.values.dtype)
            strength = scalar(self.strength, pull)
            calls.append(partial(np.multiply, weight.values, strength, pull))
            calls += _add(weight, pull, loss, 0.5)
        return calls

    def cost(self, weights: Sequence[Weight]) -> float:
        return 0.5 * self.strength * sum(float(w.values @ w.values) for w in weights)


@regularizer("L1", synonyms=("lasso", "sparse"), rank=30)
@dataclass(frozen=True)
class L1(Regularizer):
    """L = the loss + lambda sum |w|

    Every weight is pulled towards zero with the same force, so that those of little use end there:
    sparse networks. Biases are left alone.
    """

    strength: float = real(1e-3, min=0.0, max=1e3, log=True, help="How hard it pulls, lambda.")

    latex = (
        r"L = L_{\text{data}} + \lambda \sum |w|",
        r"\frac{\partial L}{\partial w} = \frac{\partial L_{\text{data}}}{\partial w}"
        r" + \lambda\, \mathrm{sign}(w)",
    )

    def penalty(self, weights: Sequence[Weight], loss: Array) -> list[Call]:
        calls: list[Call] = []
        for weight in weights:
            pull = empty(weight.values.shape, weight.values.dtype)
            calls.append(partial(np.sign, weight.values, pull))
            calls.append(partial(np.multiply, pull, scalar(self.strength, pull), pull))
            calls += _add(weight, pull, loss, 1.0)
        return calls

    def cost(self, weights: Sequence[Weight]) -> float:
        return self.strength * sum(float(np.abs(w.values).sum()) for w in weights)


@regularizer("L1 + L2", synonyms=("elastic net",), rank=40)
@dataclass(frozen=True)
class ElasticNet(Regularizer):
    """L = the loss + lambda_1 sum |w| + lambda_2 / 2 sum w^2

    Both at once: few weights, and none of them large. Zou and Hastie, 2005.
    """

    l1: float = real(1e-3, min=0.0, max=1e3, log=True, label="L1", help="How hard L1 pulls.")
    l2: float = real(1e-3, min=0.0, max=1e3, log=True, label="L2", help="How hard L2 pulls.")

    latex = (
        r"L = L_{\text{data}} + \lambda_1 \sum |w| + \frac{\lambda_2}{2} \sum w^2",
        r"\frac{\partial L}{\partial w} = \frac{\partial L_{\text{data}}}{\partial w}"
        r" + \lambda_1 \mathrm{sign}(w) + \lambda_2 w",
    )

    def penalty(self, weights: Sequence[Weight], loss: Array) -> list[Call]:
        return [*L1(self.l1).penalty(weights, loss), *L2(self.l2).penalty(weights, loss)]

    def cost(self, weights: Sequence[Weight]) -> float:
        return L1(self.l1).cost(weights) + L2(self.l2).cost(weights)


def _add(weight: Weight, pull: Array, loss: Array, share: float) -> list[Call]:
    """The calls that add a pull to the gradient, and `share` of pull . w to the loss."""
    whole, cost = (np.empty((), loss.dtype) for _ in range(2))
    return [
        partial(np.add, weight.gradient, pull, weight.gradient),
        product(pull, weight.values, whole),
        partial(np.multiply, whole, scalar(share, loss), cost),
        partial(np.add, loss, cost, loss),
    ]
