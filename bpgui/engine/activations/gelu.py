from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.arrays import Array, New, Ops, scalar

#: Beyond this tanh(u) is 1 or -1 in every precision, and z^3 is kept from overflowing.
FAR = 16.0


@activation("GELU", synonyms=("gaussian error linear unit",), rank=34)
@dataclass(frozen=True)
class GELU(ActivationFunction):
    """f(z) = z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))

    z times the probability that a normal number is below z, here in the usual tanh form (PyTorch:
    approximate="tanh"), at most 0.0005 from the exact one. The activation of Transformers.
    Hendrycks and Gimpel, 2016.
    """

    needs_input = True
    targets = (0.0, 1.0)
    latex = (
        r"f(z) = \frac{z}{2} (1 + \tanh u),\quad"
        r" u = \sqrt{2 / \pi}\, (z + 0.044715\, z^3)",
        r"f'(z) = \frac{1}{2} (1 + \tanh u)"
        r" + \frac{z}{2} (1 - \tanh^2 u) \sqrt{2 / \pi}\, (1 + 0.134145\, z^2)",
    )

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        root = math.sqrt(2 / math.pi)
        near, square, tanh, half = (new(*a.shape) for _ in range(4))
        ops = Ops(
            forward=[
                partial(np.minimum, z, scalar(FAR, a), out=near),
                partial(np.maximum, near, scalar(-FAR, a), out=near),
                partial(np.square, near, square),
                partial(np.multiply, square, scalar(root * 0.044715, a), tanh),
                partial(np.add, tanh, scalar(root, a), tanh),
                partial(np.multiply, tanh, near, tanh),
                partial(np.tanh, tanh, tanh),
                partial(np.multiply, z, scalar(0.5, a), half),
                partial(np.multiply, half, tanh, a),
                partial(np.add, a, half, a),
            ]
        )
        if dz is not None:
            # Twice f' is 1 + tanh u + z u' (1 - tanh^2 u); where z is far out, the last is 0.
            slope, rest = new(*a.shape), new(*a.shape)
            ops.backward += [
                partial(np.multiply, square, scalar(3 * root * 0.044715, a), slope),
                partial(np.add, slope, scalar(root, a), slope),
                partial(np.multiply, slope, near, slope),
                partial(np.square, tanh, rest),
                partial(np.subtract, scalar(1, a), rest, rest),
                partial(np.multiply, slope, rest, slope),
                partial(np.add, slope, tanh, slope),
                partial(np.add, slope, scalar(1, a), slope),
                partial(np.multiply, slope, scalar(0.5, a), slope),
                partial(np.multiply, da, slope, dz),
            ]
        return ops
