from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, empty, scalar
from bpgui.engine.fields import real


@activation("leaky ReLU", synonyms=("lrelu",), rank=30)
@dataclass(frozen=True)
class LeakyReLU(ActivationFunction):
    """f(z) = max(s z, z)

    A ReLU that still passes a little gradient (the slope s) where z is negative, so that no unit
    dies.
    """

    slope: float = real(0.01, min=0.0, max=1.0, help="Slope s where z is negative.")

    latex = (r"f(z) = \max(s z, z)", r"f'(z) = 1 \text{ if } z > 0 \text{ else } s")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        scaled, slope = new(*a.shape), scalar(self.slope, a)
        ops = Ops(
            forward=[partial(np.multiply, z, slope, scaled), partial(np.maximum, z, scaled, out=a)]
        )
        if dz is not None:
            # f' = max([a > 0], s), for a has the sign of z (and is 0 below where s is 0).
            on = empty(a.shape, bool)
            ops.backward += [
                partial(np.greater, a, scalar(0, a), on),
                partial(np.copyto, scaled, on),
                partial(np.maximum, scaled, slope, out=scaled),
                partial(np.multiply, da, scaled, dz),
            ]
        return ops
