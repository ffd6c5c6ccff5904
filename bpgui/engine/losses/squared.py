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
        return squared_error(at, of=2 * at.batch)


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
        return squared_error(at, of=at.y.size)


def squared_error(at: LossSite, of: float) -> Ops:
    """The calls for L = sum (y - t)^2 / of, summed over outputs and rows."""
    calls, share = at.share(of)
    difference, half = at.new(*at.y.shape), at.new(*at.y.shape)
    return Ops(
        forward=[
            *calls,
            partial(np.subtract, at.y, at.t, difference),
            partial(np.multiply, difference, share, half),
            product(difference.reshape(-1), half.reshape(-1), at.loss),
        ],
        backward=[partial(np.multiply, half, scalar(2, half), at.dy)],
    )
