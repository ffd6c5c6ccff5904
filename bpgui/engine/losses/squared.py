from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, product, scalar
from bpgui.engine.loss import Loss, LossSite, loss


@loss("half squared error", synonyms=("sse", "l2"), rank=20)
@dataclass(frozen=True)
class HalfSquaredError(Loss):
    """L = 1/2 sum_i (y_i - t_i)^2

    The loss of most textbooks: summed over the outputs, averaged over the rows; dL/dy = y - t.
    """

    latex = (r"L = \frac{1}{2} \sum_i (y_i - t_i)^2", r"\frac{\partial L}{\partial y} = y - t")

    def bind(self, at: LossSite) -> Ops:
        return squared_error(at, weight=0.5 / at.batch)


@loss("mean squared error", synonyms=("mse", "l2"), rank=10)
@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """L = 1/n sum_i (y_i - t_i)^2

    Averaged over the n outputs and over the rows; the usual loss of regression.
    """

    latex = (
        r"L = \frac{1}{n} \sum_i (y_i - t_i)^2",
        r"\frac{\partial L}{\partial y} = \frac{2}{n} (y - t)",
    )

    def bind(self, at: LossSite) -> Ops:
        return squared_error(at, weight=1 / at.y.size)


def squared_error(at: LossSite, weight: float) -> Ops:
    """The calls for L = weight * sum (y - t)^2 over outputs and rows."""
    difference, total = at.new(*at.y.shape), at.new()
    flat = difference.reshape(-1)
    return Ops(
        forward=[
            partial(np.subtract, at.y, at.t, difference),
            product(flat, flat, total),
            partial(np.multiply, total, scalar(weight, at.y), at.loss),
        ],
        backward=[partial(np.multiply, difference, scalar(2 * weight, at.y), at.dy)],
    )
