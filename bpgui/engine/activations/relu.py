from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, bits, zeros


@activation("ReLU", synonyms=("rectifier", "rectified linear unit"), rank=20)
@dataclass(frozen=True)
class ReLU(ActivationFunction):
    """f(z) = max(0, z)

    Cheap, and its gradient does not fade for positive z; a unit that is negative for every sample
    is dead and learns no more. At z = 0 the derivative is taken to be 0.
    """

    targets = (0.0, 1.0)
    latex = (r"f(z) = \max(0, z)", r"f'(z) = 1 \text{ if } z > 0 \text{ else } 0")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        # Half the time of a scalar 0: NumPy takes a maximum fast only of arrays of one shape.
        ops = Ops(forward=[partial(np.maximum, z, zeros(a.shape, a.dtype), out=a)])
        if dz is not None:
            # On the bits: the sign of an unsigned number is 0 or 1, and times 1 or 0 the bits of da
            # are da or 0. Twice as fast as a mask of booleans.
            on = bits(new(*a.shape))
            ops.backward += [
                partial(np.sign, bits(a), on),
                partial(np.multiply, bits(da), on, bits(dz)),
            ]
        return ops
