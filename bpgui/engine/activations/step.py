from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, empty, scalar


@activation("step", synonyms=("threshold", "heaviside", "perceptron", "binary"), rank=70)
@dataclass(frozen=True)
class Step(ActivationFunction):
    """f(z) = 1 if z > 0 else 0

    The neuron of the first perceptrons: it fires or it does not. Its slope is 0 everywhere, so that
    nothing could be learned through it; in its place the gradient goes straight through, as if f
    were the identity. That is a stand-in, not a derivative: a numeric check finds 0. Bengio,
    Leonard and Courville, 2013.
    """

    differentiable = False
    targets = (0.0, 1.0)
    middle = 0.5
    latex = (
        r"f(z) = 1 \text{ if } z > 0 \text{ else } 0",
        r"f'(z) = 0, \text{ but } 1 \text{ is used in its place}",
    )

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        on = empty(a.shape, bool)
        ops = Ops(forward=[partial(np.greater, z, scalar(0, a), on), partial(np.copyto, a, on)])
        if dz is not None:
            ops.backward.append(partial(np.copyto, dz, da))
        return ops
