"""Slopes of neighbouring layers, worked out together: a tiny network spends its time on calls.

For f with f'(z) known from a = f(z), such as tanh, the slopes of all layers can be worked out once
the forward pass is over. Where their outputs lie one below the other, one call does for several
layers what took a call for each: of the seven calls that a tanh layer costs, two.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Array, Call, New, Ops, empty, zeros

#: Outputs of more numbers have memory of their own: with them it is not the calls that take time.
SMALL = 4096


class Slopes:
    """One block of memory (rows, batch) for the small outputs of a plan, another for their slopes.

    Every output has a row of ones below it. Those between neighbours have slopes too, which nobody
    reads.
    """

    def __init__(self, rows: int, batch: int, dtype: np.dtype) -> None:
        self._outputs, self._slopes = zeros([rows, batch], dtype), empty([rows, batch], dtype)
        self._taken = 0
        self._wanted: list[tuple[ActivationFunction, int, int]] = []

    def take(self, rows: int) -> Array:
        """The next so many rows of the block for outputs."""
        self._taken += rows
        return self._outputs[self._taken - rows : self._taken]

    def activate(
        self, function: ActivationFunction, z: Array, a: Array, da: Array, dz: Array, new: New
    ) -> Ops:
        """As `function.bind`, but the slope is among `calls` where that can be."""
        if not function.slope_from_output or not self._holds(a):
            return function.bind(z, a, da, dz, new)
        row = self._outputs.strides[0]
        start = (a.ctypes.data - self._outputs.ctypes.data) // row
        stop = start + a.nbytes // row
        self._wanted.append((function, start, stop))
        slope = self._slopes[start:stop].reshape(a.shape)
        forward = function.bind(z, a, da, None, new).forward
        return Ops(forward, [partial(np.multiply, da, slope, dz)])

    def calls(self) -> list[Call]:
        """To be made between the forward and the backward pass."""
        calls: list[Call] = []
        for function, start, stop in self._joined():
            calls += function.slope_calls(self._outputs[start:stop], self._slopes[start:stop])
        return calls

    def _holds(self, a: Array) -> bool:
        return a.flags.c_contiguous and np.may_share_memory(a, self._outputs)

    def _joined(self) -> Iterator[tuple[ActivationFunction, int, int]]:
        """Which rows have which function; neighbours that have the same are one."""
        found: tuple[ActivationFunction, int, int] | None = None
        for function, start, stop in sorted(self._wanted, key=lambda wanted: wanted[1]):
            if found is not None and found[0] == function and found[2] + 1 == start:
                found = (function, found[1], stop)
                continue
            if found is not None:
                yield found
            found = (function, start, stop)
        if found is not None:
            yield found
