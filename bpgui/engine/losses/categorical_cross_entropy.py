from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import feature_axis
from bpgui.engine.arrays import Ops, scalar
from bpgui.engine.loss import Loss, LossSite, loss


@loss("categorical cross-entropy", synonyms=("cce", "log loss", "softmax"), rank=40)
@dataclass(frozen=True)
class CategoricalCrossEntropy(Loss):
    """L = -sum_i t_i log y_i

    For softmax outputs, one per class; averaged over the rows. Computed from z together with the
    softmax, so that it never overflows; dL/dz = y - t.
    """

    fuses = "Softmax"
    target_range = (0.0, 1.0)
    latex = (r"L = -\sum_i t_i \log y_i", r"\frac{\partial L}{\partial z} = y - t")

    def needs(self) -> tuple[str, ...]:
        return ("Softmax",)

    def bind(self, at: LossSite) -> Ops:
        # With s = z - max z: log y = s - log sum exp s, so L = sum t * (log sum exp s - s).
        axis = feature_axis(at.y)
        row = tuple(1 if i == axis else n for i, n in enumerate(at.y.shape))
        shifted, total, mass = at.new(*at.y.shape), at.new(*row), at.new(*row)
        mean = scalar(row[axis] / np.prod(row), at.y)
        y = at.prediction
        return Ops(
            forward=[
                partial(np.maximum.reduce, at.y, axis, None, total, True),
                partial(np.subtract, at.y, total, shifted),
                partial(np.exp, shifted, y),
                partial(np.add.reduce, y, axis, None, total, True),
                partial(np.divide, y, total, y),
                partial(np.log, total, total),
                partial(np.subtract, total, shifted, shifted),
                partial(np.multiply, shifted, at.t, shifted),
                partial(np.add.reduce, shifted, None, None, at.loss),
                partial(np.multiply, at.loss, mean, at.loss),
            ],
            backward=[
                partial(np.add.reduce, at.t, axis, None, mass, True),
                partial(np.multiply, y, mass, at.dy),
                partial(np.subtract, at.dy, at.t, at.dy),
                partial(np.multiply, at.dy, mean, at.dy),
            ],
        )
