from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops


@activation("linear", synonyms=("identity", "none"), rank=10)
@dataclass(frozen=True)
class Linear(ActivationFunction):
    """f(z) = z

    Passes the weighted sum on unchanged; the output of a regression net.
    """

    latex = ("f(z) = z", "f'(z) = 1")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        ops = Ops()
        if a is not z:
            ops.forward.append(partial(np.copyto, a, z))
        if dz is not None:
            ops.backward.append(partial(np.copyto, dz, da))
        return ops
