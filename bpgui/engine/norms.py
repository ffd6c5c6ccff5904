"""The size of every gradient, in every step: L2 norms, squared, by calls that allocate nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, empty, product, zeros
from bpgui.engine.parameters import Parameters, Slot

#: Up to this many products, one small matrix sums up neighbouring tensors faster than a dot product
#: each.
FEW = 4096
#: Of at least so many tensors.
SEVERAL = 3


def norm_calls(parameters: Parameters, squares: Array) -> list[Call]:
    """The calls that fill squares (tensors,) with |g|^2 of every trained tensor, in their order."""
    calls: list[Call] = []
    for group in _groups(parameters.trained):
        start, stop = group.start, group.stop
        if stop - start < SEVERAL:
            calls += [
                _dot(parameters.gradient, parameters.trained[i], squares[i : i + 1].reshape(()))
                for i in range(start, stop)
            ]
        else:
            calls += _matrix(parameters.gradient, parameters.trained[group], squares[group])
    return calls


def _groups(slots: Sequence[Slot]) -> Iterator[slice]:
    """Neighbours that are few numbers together."""
    start = 0
    for i, slot in enumerate(slots):
        if i > start and (slot.stop - slots[start].start) * (i + 1 - start) > FEW:
            yield slice(start, i)
            start = i
    if slots:
        yield slice(start, len(slots))


def _dot(gradient: Array, slot: Slot, square: Array) -> Call:
    part = gradient[slot.start : slot.stop]
    return product(part, part, square)


def _matrix(gradient: Array, slots: Sequence[Slot], squares: Array) -> list[Call]:
    first = slots[0].start
    part = gradient[first : slots[-1].stop]
    member = zeros([len(slots), part.size], part.dtype)
    for row, slot in zip(member, slots, strict=True):
        row[slot.start - first : slot.stop - first] = 1
    squared = empty(part.shape, part.dtype)
    return [partial(np.square, part, squared), product(member, squared, squares)]
