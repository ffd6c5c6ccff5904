"""References: arrays of reals as routines take them that are called by way of ctypes.

ctypes passes on what `byref` gives in half the time that a pointer takes it. What each refers to
can be seen: see `substitutes`.
"""

from __future__ import annotations

from ctypes import byref, c_double, c_float, c_int64
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array


class _Single(c_float):
    array: Array


class _Double(c_double):
    array: Array


_REALS: dict[np.dtype[Any], tuple[str, type[_Single] | type[_Double]]] = {
    np.dtype("float32"): ("s", _Single),
    np.dtype("float64"): ("d", _Double),
}

#: What `byref` gives.
Reference = type(byref(c_int64()))


def reference(array: Array) -> Any:
    """To an array of reals; it keeps the array alive."""
    _, real = _REALS[array.dtype]
    number = real.from_address(array.ctypes.data)
    number.array = array
    return byref(number)


def referred(value: Any) -> Array | None:
    """The array a reference is to; None where it is to a number."""
    array: Array | None = getattr(value._obj, "array", None)
    return array


def letter(dtype: np.dtype[Any]) -> str | None:
    """By which letter the routines for these reals are known; None where there are none."""
    return _REALS[dtype][0] if dtype in _REALS else None
