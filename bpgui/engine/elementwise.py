"""Roots and quotients of long vectors: by Intel's MKL, where it is installed, else by NumPy.

Half of what an update of Adam takes beyond going through memory is a root and a quotient for every
weight; MKL's take a fifth less.
"""

from __future__ import annotations

from ctypes import c_int
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.blas import mkl
from bpgui.engine.reference import letter, reference

#: Fewer numbers are left to NumPy.
LONG = 16_384


def root(x: Array, out: Array) -> Call:
    """out = the square roots of x, both flat (n,); they may be one."""
    return _by_mkl("Sqrt", x, out) or partial(np.sqrt, x, out)


def quotient(a: Array, b: Array, out: Array) -> Call:
    """out = a / b, all flat (n,); out may be either."""
    return _by_mkl("Div", a, b, out) or partial(np.divide, a, b, out)


def _by_mkl(name: str, *arrays: Array) -> Call | None:
    dtypes = {array.dtype for array in arrays}
    known = letter(dtypes.pop()) if len(dtypes) == 1 else None
    library = mkl()
    if library is None or known is None or arrays[0].size < LONG:
        return None
    routine = getattr(library, f"v{known}{name}")
    routine.restype = None
    return partial(routine, c_int(arrays[0].size), *map(reference, arrays))
