from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.activations.sigmoid import sigmoid_calls
from bpgui.engine.arrays import Array, New, Ops, scalar


@activation("softplus", synonyms=("smooth relu",), rank=35)
@dataclass(frozen=True)
class Softplus(ActivationFunction):
    """f(z) = log(1 + exp(z))

    A ReLU without the corner, always positive; its slope is the sigmoid.
    """

    needs_input = True
    targets = (0.0, 1.0)
    latex = (r"f(z) = \log(1 + e^z)", r"f'(z) = \frac{1}{1 + e^{-z}}")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        # max(z, 0) + log(1 + exp(-|z|)), which cannot overflow.
        work = new(*a.shape)
        ops = Ops(
            forward=[
                partial(np.abs, z, work),
                partial(np.negative, work, work),
                partial(np.exp, work, work),
                partial(np.log1p, work, work),
                partial(np.maximum, z, scalar(0, a), out=a),
                partial(np.add, a, work, a),
            ]
        )
        if dz is not None:
            slope = new(*a.shape)
            ops.backward += [*sigmoid_calls(z, slope), partial(np.multiply, da, slope, dz)]
        return ops
