"""y = a x + b y: an optimiser spends half its time in this.

OpenBLAS, which NumPy's wheels bring along, does it in one pass through memory; NumPy takes two or
three calls. By way of ctypes, and with all arguments by reference as Fortran wants them, such a
call takes no longer than one of NumPy's.
"""

from __future__ import annotations

import ctypes
import functools
import os
from ctypes import byref, c_int64
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.reference import letter, reference


def axpby(a: Array | None, x: Array, b: Array | None, y: Array, work: Array) -> list[Call]:
    """The calls for y = a x + b y, all flat (n,); `work` is scratch.

    a, b are 0-d arrays, read at every call, or None for 1.
    """
    routine = _routine("axpy" if b is None else "axpby", y.dtype) if y.size else None
    if routine is None:
        calls: list[Call] = []
        if a is not None:
            calls.append(partial(np.multiply, x, a, work))
        if b is not None:
            calls.append(partial(np.multiply, y, b, y))
        return [*calls, partial(np.add, y, x if a is None else work, y)]
    size, step = byref(c_int64(y.size)), byref(c_int64(1))
    a = np.ones((), y.dtype) if a is None else a
    scaled = [] if b is None else [reference(b)]
    return [partial(routine, size, reference(a), reference(x), step, *scaled, reference(y), step)]


@functools.cache
def _routine(name: str, dtype: np.dtype[Any]) -> Any:
    """One of the OpenBLAS that NumPy has brought along; None where there is none such."""
    known = letter(dtype)
    for file in _libraries() if known else ():
        try:
            # It keeps the interpreter's lock, as short a call as this had better do.
            routine = ctypes.PyDLL(os.fspath(file))[f"scipy_{known}{name}_64_"]
        except (OSError, AttributeError):
            continue
        routine.restype = None
        if _works(routine, name, dtype):
            return routine
    return None


def _libraries() -> list[Path]:
    """Where NumPy's wheels have it: on Linux and Windows, or on macOS."""
    package = Path(np.__file__).parent
    folders = [package.parent / "numpy.libs", package / ".dylibs"]
    return [file for folder in folders for file in sorted(folder.glob("*openblas64_*"))]


def _works(routine: Any, name: str, dtype: np.dtype[Any]) -> bool:
    a, b = np.array(2, dtype), np.array(3, dtype)
    x, y = np.array([1, 2, 3], dtype), np.array([4, 5, 6], dtype)
    size, step = byref(c_int64(2)), byref(c_int64(1))
    scaled = [reference(b)] if name == "axpby" else []
    routine(size, reference(a), reference(x), step, *scaled, reference(y), step)
    return bool(y.tolist() == ([14, 19, 6] if scaled else [6, 9, 6]))
