"""Substitutes: calls that work on the rows of a stack, where they would work on copies of them.

To copy a mini-batch into the feed, and a gradient out of its vector, takes a twentieth of a step of
a tiny network. Where every array that a step works on can be seen, those that lie in the memory in
question can be replaced, step by step, by others that lie in the row at the same place.
"""

from __future__ import annotations

from _ctypes import CFuncPtr
from collections.abc import Iterator, Sequence
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.reference import Reference, reference, referred
from bpgui.engine.straight import Track, instead, place

#: Steps of more calls take so long that a copy is nothing.
LONG = 128
#: So many arrays are made at most; to make more takes longer than they save.
MANY = 16_384

_SEEN = (np.ndarray, Reference)
_PLAIN = (int, float, complex, str, np.generic, np.dtype, type, type(None))
_FUNCTIONS = (np.ufunc, BuiltinFunctionType, MethodType, type(np.copyto), CFuncPtr)
_OWNERS = (np.ufunc, np.random.Generator, ModuleType, type(None))


def substitutes(calls: Sequence[Call], memory: Array, stack: Array) -> list[Track] | None:
    """What takes the place of every array among the arguments that lies in `memory` (n,).

    stack (steps, n): a row for each step. None where a call may work on an array that cannot be
    seen, or on one that reaches beyond the memory.
    """
    found: dict[object, Any] = {}
    if len(calls) > LONG:
        return None
    for call in calls:
        values = _values(call)
        if values is None:
            return None
        for value in values:
            array = _array(value)
            if array is not None and np.may_share_memory(array, memory):
                found[place(value)] = value
    offsets = {key: _offset(value, memory) for key, value in found.items()}
    if any(offset is None for offset in offsets.values()) or len(found) * len(stack) > MANY:
        return None
    return [
        Track(instead(value), _rows(value, stack, offsets[key] or 0))
        for key, value in found.items()
    ]


def _values(call: Call) -> list[object] | None:
    """All that a call works on; None where it may hold something back."""
    if not isinstance(call, partial):
        return None
    function, owner = call.func, getattr(call.func, "__self__", None)
    if isinstance(function, FunctionType):
        if function.__closure__:
            return None
    elif not isinstance(function, _FUNCTIONS) or not isinstance(owner, (np.ndarray, *_OWNERS)):
        return None
    values = list(_flat((*call.args, *call.keywords.values())))
    if isinstance(owner, np.ndarray):
        values.append(owner)
    return values if all(isinstance(value, (*_SEEN, *_PLAIN)) for value in values) else None


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value


def _array(value: Any) -> Array | None:
    if isinstance(value, Reference):
        return referred(value)
    return value if isinstance(value, np.ndarray) else None


def _offset(value: Any, memory: Array) -> int | None:
    """Where an array begins in the memory, in bytes; None where it is not all in it."""
    array = _array(value)
    assert array is not None
    first, behind = np.lib.array_utils.byte_bounds(memory)
    low, high = np.lib.array_utils.byte_bounds(array)
    return None if low < first or high > behind else array.ctypes.data - first


def _rows(value: Any, stack: Array, offset: int) -> list[Any]:
    """The arrays that lie in the rows as `value` lies in the memory, or references to them."""
    array = _array(value)
    assert array is not None
    shape, strides = (len(stack), *array.shape), (stack.strides[0], *array.strides)
    all = np.ndarray(shape, array.dtype, stack, offset, strides)
    # Going through numbers would give numbers, and not arrays of them.
    rows = list(all) if array.ndim else [row.reshape(()) for row in all[:, None]]
    return rows if array is value else [reference(row) for row in rows]
