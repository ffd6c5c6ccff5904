from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, bits, scalar
from bpgui.engine.loss import Loss, LossSite, loss, total


@loss("hinge", synonyms=("svm", "margin"), rank=70)
@dataclass(frozen=True)
class Hinge(Loss):
    """L = 1/n sum_i max(0, 1 - t_i y_i)

    The loss of the support vector machine: targets are -1 and 1, and an answer that is right by a
    margin of 1 costs nothing more. Averaged over the n outputs and the rows.
    """

    target_range = (-1.0, 1.0)
    latex = (
        r"L = \frac{1}{n} \sum_i \max(0, 1 - t_i y_i)",
        r"\frac{\partial L}{\partial y} = -\frac{t}{n} \text{ if } t y < 1 \text{ else } 0",
    )

    def needs(self) -> tuple[str, ...]:
        return ("Linear", "Tanh", "Softsign")

    def bind(self, at: LossSite) -> Ops:
        lack, short = at.new(*at.y.shape), bits(at.new(*at.y.shape))
        calls, share = at.share(at.y.size)
        return Ops(
            forward=[
                *calls,
                partial(np.multiply, at.y, at.t, lack),
                partial(np.subtract, scalar(1, lack), lack, lack),
                partial(np.maximum, lack, scalar(0, lack), out=lack),
                *total(lack, share, at),
            ],
            # The bits of -t / n times 1 where the margin is short, else times 0.
            backward=[
                partial(np.negative, at.t, at.dy),
                partial(np.multiply, at.dy, share, at.dy),
                partial(np.sign, bits(lack), short),
                partial(np.multiply, bits(at.dy), short, bits(at.dy)),
            ],
        )
