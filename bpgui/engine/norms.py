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
#: A gradient of at most so many numbers is squared as a whole.
TINY = 512


class Ruler:
    """Measures the gradients of many steps together.

    What it tells of a step does not hang on how many are measured with it.
    """

    def __init__(self, parameters: Parameters, steps: int) -> None:
        slots = parameters.trained
        self._parts = [slice(slot.start, slot.stop) for slot in slots]
        size = parameters.theta.size
        #: For tiny ones two calls serve all tensors, and those for each of them take longer.
        self._squared = empty([steps, size], parameters.theta.dtype) if 0 < size <= TINY else None
        self._starts = np.array([slot.start for slot in slots])

    def measure(self, gradients: Array, squares: Array) -> None:
        """Fill squares (steps, tensors) with |g|^2 of every tensor in gradients (steps, all)."""
        if self._squared is not None:
            squared = self._squared[: len(gradients)]
            np.square(gradients, squared)
            np.add.reduceat(squared, self._starts, 1, None, squares)
            return
        for index, part in enumerate(self._parts):
            tensor = gradients[:, part]
            np.vecdot(tensor, tensor, squares[:, index])


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
