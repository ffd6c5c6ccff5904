from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, Call, New, Ops
from bpgui.engine.channels import channel_axis


@activation("softmax", synonyms=("probabilities",), rank=60)
@dataclass(frozen=True)
class Softmax(ActivationFunction):
    """f(z)_i = exp(z_i) / sum_j exp(z_j)

    Turns the sums of a layer into probabilities of classes: all positive, adding up to 1.
    """

    targets = (0.0, 1.0)
    middle = 0.5
    elementwise = False
    latex = (
        r"f(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"\frac{\partial a_i}{\partial z_j} = a_i ([i = j] - a_j)",
    )

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        axis = channel_axis(a.shape[:-1])
        total = new(*(1 if i == axis else n for i, n in enumerate(a.shape)))
        ops = Ops(forward=softmax_calls(z, a, total, axis))
        if dz is not None:
            ops.backward += [
                partial(np.multiply, da, a, dz),
                partial(np.add.reduce, dz, axis, None, total, True),
                partial(np.subtract, da, total, dz),
                partial(np.multiply, dz, a, dz),
            ]
        return ops


def softmax_calls(z: Array, a: Array, total: Array, axis: int) -> list[Call]:
    """a = softmax(z) along `axis`; the largest z is taken off first, lest exp overflow."""
    return [
        partial(np.maximum.reduce, z, axis, None, total, True),
        partial(np.subtract, z, total, a),
        partial(np.exp, a, a),
        partial(np.add.reduce, a, axis, None, total, True),
        partial(np.divide, a, total, a),
    ]
