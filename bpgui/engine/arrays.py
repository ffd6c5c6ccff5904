"""Names for the few types the whole engine speaks in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from bpgui.engine.blas import large_product

#: An array of the network's dtype. Activations are feature-major: shape + (batch,).
Array = npt.NDArray[Any]

#: The shape of one sample, without the batch.
Shape = tuple[int, ...]

#: One step of a plan: does its work on arrays bound beforehand, and allocates nothing.
Call = Callable[[], object]

#: Makes an uninitialised array of the network's dtype; a call with no sizes makes a scalar.
New = Callable[..., Array]


@dataclass
class Ops:
    """The calls of one layer, one activation or one loss, in the order they run."""

    forward: list[Call] = field(default_factory=list)
    backward: list[Call] = field(default_factory=list)


#: Bytes in a cache line, and in the widest vector register.
LINE = 64
#: Bytes in a large page of memory. With 4 KB pages the processor is for ever looking up where the
#: next one is: a product of large matrices, and what follows it, take a tenth longer.
PAGE = 2 << 20
#: NumPy asks the system (Linux) for large pages from this size on.
PAGED = 4 << 20


def zeros(shape: Iterable[int], dtype: npt.DTypeLike) -> Array:
    """An array of zeros that begins on a cache line.

    NumPy's own large arrays begin 16 bytes behind one, so that every wide load straddles two: with
    the operands in the cache, an addition then takes twice as long, a dot product half as long
    again.
    """
    return _aligned(np.zeros, shape, np.dtype(dtype))


def empty(shape: Iterable[int], dtype: npt.DTypeLike) -> Array:
    """An uninitialised array that begins on a cache line."""
    return _aligned(np.empty, shape, np.dtype(dtype))


def _aligned(make: Callable[..., Array], shape: Iterable[int], dtype: np.dtype[Any]) -> Array:
    sizes = tuple(shape)
    bytes = math.prod(sizes) * dtype.itemsize
    boundary, room = LINE, bytes + LINE
    if bytes >= PAGE:
        # What is never touched takes no memory.
        boundary, room = PAGE, max(bytes + PAGE, PAGED)
    memory = make(room, np.uint8)
    start = -memory.ctypes.data % boundary
    return memory[start : start + bytes].view(dtype).reshape(sizes)


def scalar(value: float, like: Array) -> Array:
    """A 0-d array of the dtype of `like`: ufuncs take it faster than a Python number."""
    return np.asarray(value, dtype=like.dtype)


def product(a: Array, b: Array, out: Array) -> Call:
    """out = a b, the matrix or dot product; the method costs 0.1 us less than np.dot."""
    return large_product(a, b, out) or partial(a.dot, b, out)


def addition(parts: Sequence[Array], out: Array) -> list[Call]:
    """out = the sum of two or more arrays of its shape."""
    first: list[Call] = [partial(np.add, parts[0], parts[1], out)]
    return first + [partial(np.add, out, part, out) for part in parts[2:]]


def as_matrix(array: Array) -> Array:
    """An array (rows, ...) as the matrix (rows, all else), a view: one product serves all of it."""
    return array.reshape(len(array), -1)


def bits(array: Array) -> Array:
    """The same memory read as unsigned whole numbers."""
    return array.view(f"u{array.itemsize}")


def text(shape: Shape) -> str:
    """A shape as people write it: 8, or 1 x 28 x 28."""
    return " × ".join(str(size) for size in shape)
