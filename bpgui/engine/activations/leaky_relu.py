from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, scalar
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
        scaled, slope, zero = new(*a.shape), scalar(self.slope, a), scalar(0, a)
        ops = Ops(
            forward=[partial(np.multiply, z, slope, scaled), partial(np.maximum, z, scaled, out=a)]
        )
        if dz is not None:
            # f' = s + (1 - s) [a > 0]: a has the sign of z for every slope but 0, where both give
            # 0.
            on, rest = np.empty(a.shape, dtype=bool), scalar(1 - self.slope, a)
            ops.backward += [
                partial(np.greater, a, zero, on),
                partial(np.multiply, on, rest, scaled),
                partial(np.add, scaled, slope, scaled),
                partial(np.multiply, da, scaled, dz),
            ]
        return ops
