from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, scalar


@activation("softsign", rank=51)
@dataclass(frozen=True)
class Softsign(ActivationFunction):
    """f(z) = z / (1 + |z|)

    Squeezes z into (-1, 1) as tanh does, but saturates slowly, so that gradients fade later.
    """

    latex = (r"f(z) = \frac{z}{1 + |z|}", r"f'(z) = (1 - |a|)^2")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        work, one = new(*a.shape), scalar(1, a)
        ops = Ops(
            forward=[
                partial(np.abs, z, work),
                partial(np.add, work, one, work),
                partial(np.divide, z, work, a),
            ]
        )
        if dz is not None:
            # 1 / (1 + |z|) is 1 - |a|, but without the loss of digits.
            slope = new(*a.shape)
            ops.backward += [
                partial(np.square, work, slope),
                partial(np.divide, da, slope, dz),
            ]
        return ops
