from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops
from bpgui.engine.loss import Loss, LossSite, loss, total


@loss("mean absolute error", synonyms=("mae", "l1"), rank=50)
@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """L = 1/n sum_i |y_i - t_i|

    Averaged over the n outputs and over the rows. Every mistake pulls equally hard, so that a few
    wild rows do not decide; where y = t the derivative is taken to be 0.
    """

    latex = (
        r"L = \frac{1}{n} \sum_i |y_i - t_i|",
        r"\frac{\partial L}{\partial y} = \frac{1}{n} \mathrm{sign}(y - t)",
    )

    def bind(self, at: LossSite) -> Ops:
        calls, share = at.share(at.y.size)
        difference, size = at.new(*at.y.shape), at.new(*at.y.shape)
        return Ops(
            forward=[
                *calls,
                partial(np.subtract, at.y, at.t, difference),
                partial(np.abs, difference, size),
                *total(size, share, at),
            ],
            backward=[
                partial(np.sign, difference, at.dy),
                partial(np.multiply, at.dy, share, at.dy),
            ],
        )
