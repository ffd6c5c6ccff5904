from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, Call, New, Ops, scalar


@activation("sigmoid", synonyms=("logistic",), rank=40)
@dataclass(frozen=True)
class Sigmoid(ActivationFunction):
    """f(z) = 1 / (1 + exp(-z))

    Squeezes z into (0, 1), a probability. Its slope is at most 1/4, so gradients shrink from layer
    to layer, and vanish where it saturates.
    """

    slope_from_output = True
    targets = (0.0, 1.0)
    middle = 0.5
    latex = (r"f(z) = \frac{1}{1 + e^{-z}}", r"f'(z) = a (1 - a)")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        ops = Ops(forward=sigmoid_calls(z, a))
        if dz is not None:
            slope = new(*a.shape)
            ops.backward += [*self.slope_calls(a, slope), partial(np.multiply, da, slope, dz)]
        return ops

    def slope_calls(self, a: Array, out: Array) -> list[Call]:
        return [partial(np.subtract, scalar(1, a), a, out), partial(np.multiply, out, a, out)]


def sigmoid_calls(z: Array, a: Array) -> list[Call]:
    """a = 1 / (1 + exp(-z)) as (1 + tanh(z / 2)) / 2, which cannot overflow."""
    half = scalar(0.5, a)
    return [
        partial(np.multiply, z, half, a),
        partial(np.tanh, a, a),
        partial(np.multiply, a, half, a),
        partial(np.add, a, half, a),
    ]
