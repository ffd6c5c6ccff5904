"""The size of every gradient, in every step: L2 norms, squared, by calls that allocate nothing."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, empty, product, zeros
from bpgui.engine.parameters import Parameters

#: Up to this many products, one small matrix sums all tensors faster than a dot product each.
FEW = 4096


def norm_calls(parameters: Parameters, squares: Array) -> list[Call]:
    """The calls that fill squares (tensors,) with |g|^2 of every trained tensor, in their order."""
    g, slots = parameters.gradient[: parameters.theta.size], parameters.trained
    if g.size * len(slots) > FEW:
        parts = [g[slot.start : slot.stop] for slot in slots]
        places = [squares[i : i + 1].reshape(()) for i in range(len(slots))]
        return [product(p, p, place) for p, place in zip(parts, places, strict=True)]
    member = zeros([len(slots), g.size], g.dtype)
    for row, slot in zip(member, slots, strict=True):
        row[slot.start : slot.stop] = 1
    squared = empty(g.shape, g.dtype)
    return [partial(np.square, g, squared), product(member, squared, squares)]
