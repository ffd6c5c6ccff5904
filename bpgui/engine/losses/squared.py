from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Ops, scalar
from bpgui.engine.loss import Loss, LossSite, inner, loss


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
    difference = at.new(*at.y.shape)
    subtract = partial(np.subtract, at.y, at.t, difference)
    if at.weights is None:
        return Ops(
            [
                subtract,
                at.told(partial(_squares, scalar(1 / of, difference)), difference.reshape(-1)),
            ],
            [partial(np.multiply, difference, scalar(2 / of, difference), at.dy)],
        )
    calls, share = at.share(of)
    half = at.new(*at.y.shape)
    return Ops(
        [
            *calls,
            subtract,
            partial(np.multiply, difference, share, half),
            inner(difference, half, at),
        ],
        [partial(np.multiply, half, scalar(2, half), at.dy)],
    )


def _squares(share: Array, losses: Array, difference: Array) -> None:
    np.vecdot(difference, difference, losses)
    np.multiply(losses, share, losses)
