from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, empty, scalar
from bpgui.engine.fields import real


@activation("ELU", synonyms=("exponential linear unit",), rank=31)
@dataclass(frozen=True)
class ELU(ActivationFunction):
    """f(z) = z if z > 0 else alpha (exp(z) - 1)

    Like ReLU where z is positive; below, it bends smoothly towards -alpha, so that units stay
    alive and their mean is near zero. Clevert, Unterthiner and Hochreiter, 2016.
    """

    alpha: float = real(1.0, min=0.0, max=10.0, help="How far below zero it reaches.")

    targets = (0.0, 1.0)
    latex = (
        r"f(z) = z \text{ if } z > 0 \text{ else } \alpha (e^z - 1)",
        r"f'(z) = 1 \text{ if } z > 0 \text{ else } \alpha e^z",
    )

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        return elu(z, a, da, dz, new, self.alpha)


def elu(
    z: Array, a: Array, da: Array, dz: Array | None, new: New, alpha: float, scale: float = 1.0
) -> Ops:
    """The calls for a = scale * (z if z > 0 else alpha (exp(z) - 1)) and dz = da * f'(z)."""
    below, height, zero = new(*a.shape), scalar(scale * alpha, a), scalar(0, a)
    ops = Ops(
        forward=[
            partial(np.minimum, z, zero, out=below),
            partial(np.expm1, below, below),
            partial(np.multiply, below, height, below),
            partial(np.maximum, z, zero, out=a),
            *([] if scale == 1 else [partial(np.multiply, a, scalar(scale, a), a)]),
            partial(np.add, a, below, a),
        ]
    )
    if dz is not None:
        # f' = scale alpha exp(z) = below + height where z is not positive, else scale: there the
        # first is scale alpha, and scale (1 - alpha) is added.
        on, slope = empty(a.shape, bool), new(*a.shape)
        ops.backward += [
            partial(np.greater, a, zero, on),
            partial(np.copyto, slope, on),
            partial(np.multiply, slope, scalar(scale * (1 - alpha), a), slope),
            partial(np.add, slope, height, slope),
            partial(np.add, slope, below, slope),
            partial(np.multiply, da, slope, dz),
        ]
    return ops
