from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, Call, New, Ops, scalar


@activation("tanh", synonyms=("hyperbolic tangent",), rank=50)
@dataclass(frozen=True)
class Tanh(ActivationFunction):
    """f(z) = tanh(z)

    Squeezes z into (-1, 1) around zero; its slope is 1 at zero and fades where it saturates.
    """

    slope_from_output = True
    latex = (r"f(z) = \tanh(z)", r"f'(z) = 1 - a^2")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        ops = Ops(forward=[partial(np.tanh, z, a)])
        if dz is not None:
            slope = new(*a.shape)
            ops.backward += [*self.slope_calls(a, slope), partial(np.multiply, da, slope, dz)]
        return ops

    def slope_calls(self, a: Array, out: Array) -> list[Call]:
        return [partial(np.square, a, out), partial(np.subtract, scalar(1, a), out, out)]
