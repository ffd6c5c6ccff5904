from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, product, scalar
from bpgui.engine.cross_entropy import cross_entropy, rows
from bpgui.engine.loss import SURE, Loss, LossSite, loss


@loss("KL divergence", synonyms=("kullback-leibler", "relative entropy"), rank=80)
@dataclass(frozen=True)
class KLDivergence(Loss):
    """L = sum_i t_i log(t_i / y_i)

    For softmax outputs and targets that are probabilities themselves: 0 only where both agree,
    where the cross-entropy has their entropy left. Averaged over the rows; dL/dz = y - t.
    """

    fuses = "Softmax"
    target_range = (0.0, 1.0)
    latex = (
        r"L = \sum_i t_i \log \frac{t_i}{y_i}",
        r"\frac{\partial L}{\partial z} = y - t",
    )
    slope_latex = r"\frac{\partial L}{\partial y} = -\frac{t}{y}"

    def needs(self) -> tuple[str, ...]:
        return ("Softmax",)

    def bind(self, at: LossSite) -> Ops:
        ops = cross_entropy(at, at.t)
        log, own = (at.new(*at.t.shape) for _ in range(2))
        entropy = at.new()
        calls, share = at.share(rows(at))
        return Ops(
            forward=[
                *ops.forward,
                *calls,
                partial(np.maximum, at.t, scalar(SURE, log), out=log),
                partial(np.log, log, log),
                partial(np.multiply, at.t, share, own),
                product(log.reshape(-1), own.reshape(-1), entropy),
                partial(np.add, at.loss, entropy, at.loss),
            ],
            backward=ops.backward,
        )
