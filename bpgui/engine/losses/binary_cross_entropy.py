from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activations.sigmoid import sigmoid_calls
from bpgui.engine.arrays import Ops, scalar
from bpgui.engine.loss import Loss, LossSite, loss


@loss("binary cross-entropy", synonyms=("bce", "log loss"), rank=30)
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """L = -1/n sum_i (t_i log y_i + (1 - t_i) log(1 - y_i))

    For sigmoid outputs; targets are 0 or 1, or anything between. Averaged over the n outputs and
    the rows. Computed from z together with the sigmoid, so that it never overflows; dL/dz = (y - t)
    / n.
    """

    fuses = "Sigmoid"
    target_range = (0.0, 1.0)
    latex = (
        r"L = -\frac{1}{n} \sum_i \left( t_i \log y_i + (1 - t_i) \log(1 - y_i) \right)",
        r"\frac{\partial L}{\partial z} = \frac{1}{n} (y - t)",
    )

    def needs(self) -> tuple[str, ...]:
        return ("Sigmoid",)

    def bind(self, at: LossSite) -> Ops:
        # With p = sigmoid(z): -t log p - (1 - t) log(1 - p) = max(z, 0) - z t + log(1 + exp(-|z|)).
        size = scalar(1 / at.y.size, at.y)
        a, b = at.new(*at.y.shape), at.new(*at.y.shape)
        return Ops(
            forward=[
                *sigmoid_calls(at.y, at.prediction),
                partial(np.abs, at.y, a),
                partial(np.negative, a, a),
                partial(np.exp, a, a),
                partial(np.log1p, a, a),
                partial(np.multiply, at.y, at.t, b),
                partial(np.subtract, a, b, a),
                partial(np.maximum, at.y, scalar(0, at.y), out=b),
                partial(np.add, a, b, a),
                partial(np.add.reduce, a, None, None, at.loss),
                partial(np.multiply, at.loss, size, at.loss),
            ],
            backward=[
                partial(np.subtract, at.prediction, at.t, at.dy),
                partial(np.multiply, at.dy, size, at.dy),
            ],
        )
