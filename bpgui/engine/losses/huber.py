from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, scalar
from bpgui.engine.fields import real
from bpgui.engine.loss import Loss, LossSite, inner, loss


@loss("Huber", synonyms=("smooth l1", "robust"), rank=60)
@dataclass(frozen=True)
class Huber(Loss):
    """L = 1/n sum_i h(y_i - t_i), h(d) = d^2 / 2 if |d| <= D else D (|d| - D / 2)

    Squared error for small mistakes, absolute error for those larger than D: smooth at the target,
    and not carried away by wild rows. Averaged over the n outputs and the rows. Huber, 1964.
    """

    threshold: float = real(
        1.0, min=1e-6, max=1e6, log=True, label="Threshold D", help="Where the parabola ends."
    )

    latex = (
        r"L = \frac{1}{n} \sum_i h(y_i - t_i),\quad h(d) = \frac{1}{2} d^2"
        r" \text{ if } |d| \le D \text{ else } D \left( |d| - \frac{1}{2} D \right)",
        r"\frac{\partial L}{\partial y} = \frac{1}{n} \max(-D, \min(D, y - t))",
    )

    def bind(self, at: LossSite) -> Ops:
        # With c = d cut to [-D, D], both branches are c (d - c / 2).
        d, cut, rest, pull = (at.new(*at.y.shape) for _ in range(4))
        calls, share = at.share(at.y.size)
        return Ops(
            forward=[
                *calls,
                partial(np.subtract, at.y, at.t, d),
                partial(np.minimum, d, scalar(self.threshold, d), out=cut),
                partial(np.maximum, cut, scalar(-self.threshold, d), out=cut),
                partial(np.multiply, cut, scalar(-0.5, d), rest),
                partial(np.add, rest, d, rest),
                partial(np.multiply, cut, share, pull),
                inner(pull, rest, at),
            ],
            backward=[partial(np.copyto, at.dy, pull)],
        )
