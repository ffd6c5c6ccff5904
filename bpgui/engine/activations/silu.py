from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.activations.sigmoid import sigmoid_calls
from bpgui.engine.arrays import Array, New, Ops, scalar


@activation("SiLU", synonyms=("swish",), rank=33)
@dataclass(frozen=True)
class SiLU(ActivationFunction):
    """f(z) = z s(z), s(z) = 1 / (1 + exp(-z))

    A smooth ReLU that dips a little below zero, also called swish. Elfwing, Uchibe and Doya, 2018.
    """

    needs_input = True
    targets = (0.0, 1.0)
    latex = (
        r"f(z) = z\, \sigma(z),\quad \sigma(z) = \frac{1}{1 + e^{-z}}",
        r"f'(z) = \sigma(z) + a (1 - \sigma(z))",
    )

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        sigmoid = new(*a.shape)
        ops = Ops(forward=[*sigmoid_calls(z, sigmoid), partial(np.multiply, z, sigmoid, a)])
        if dz is not None:
            slope = new(*a.shape)
            ops.backward += [
                partial(np.subtract, scalar(1, a), sigmoid, slope),
                partial(np.multiply, slope, a, slope),
                partial(np.add, slope, sigmoid, slope),
                partial(np.multiply, da, slope, dz),
            ]
        return ops
