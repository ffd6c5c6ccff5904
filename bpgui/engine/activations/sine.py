from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops


@activation("sine", synonyms=("sin", "siren", "periodic"), rank=55)
@dataclass(frozen=True)
class Sine(ActivationFunction):
    """f(z) = sin(z)

    A wave: good at images, sounds and spirals, where others are too smooth. It never saturates, but
    far from zero it goes up and down, so keep the start weights moderate.
    """

    needs_input = True
    latex = (r"f(z) = \sin(z)", r"f'(z) = \cos(z)")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        ops = Ops(forward=[partial(np.sin, z, a)])
        if dz is not None:
            slope = new(*a.shape)
            ops.backward += [partial(np.cos, z, slope), partial(np.multiply, da, slope, dz)]
        return ops
