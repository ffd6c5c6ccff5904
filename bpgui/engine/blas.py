"""Large matrix products by Intel's MKL, where it is installed: pip install "bpgui[mkl]".

A network of wide layers spends most of a step in them, and on Intel's processors MKL, which PyTorch
brings along, makes them a fifth faster than the OpenBLAS that NumPy brings along.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.metadata
import os
from ctypes import c_double, c_float, c_int, c_void_p
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[Any]

#: Of so many multiply-adds MKL is the faster one (measured); fewer are left to NumPy.
LARGE = 10_000_000
#: With this environment variable set to 0, all are: then networks have the numbers that they have
#: on a machine without MKL, to the last bit.
SWITCH = "BPGUI_MKL"

# From the C interface to BLAS, https://www.netlib.org/blas/cblas.h
_ROW_MAJOR, _AS_IT_IS, _TRANSPOSED = 101, 111, 112
# MKL_THREADING_SEQUENTIAL: no more than the one thread the engine holds every BLAS to.
_SEQUENTIAL = 1

_ROUTINES = {
    np.dtype("float32"): ("cblas_sgemm", c_float),
    np.dtype("float64"): ("cblas_dgemm", c_double),
}


def large_product(a: Matrix, b: Matrix, out: Matrix) -> partial[object] | None:
    """The call for out = a b; None where it is for NumPy to make it."""
    if not a.ndim == b.ndim == out.ndim == 2 or a.size * b.shape[1] < LARGE:
        return None
    places = [_place(matrix) for matrix in (a, b, out)]
    if places[2][0] != _AS_IT_IS or 0 in (place[1] for place in places):
        return None
    library = mkl()
    if library is None or not a.dtype == b.dtype == out.dtype or a.dtype not in _ROUTINES:
        return None
    name, real = _ROUTINES[a.dtype]
    routine = getattr(library, name)
    routine.restype = None
    (turned_a, line_a), (turned_b, line_b), (_, line_out) = places
    sizes = map(c_int, (_ROW_MAJOR, turned_a, turned_b, *out.shape, a.shape[1]))
    return partial(
        routine,
        *sizes,
        real(1),
        _pointer(a),
        c_int(line_a),
        _pointer(b),
        c_int(line_b),
        real(0),
        _pointer(out),
        c_int(line_out),
    )


@functools.cache
def mkl() -> ctypes.CDLL | None:
    """The library; None where it is not installed, cannot be loaded, or is switched off."""
    if os.environ.get(SWITCH) == "0":
        return None
    try:
        files = importlib.metadata.files("mkl") or ()
        file = next(file for file in files if "mkl_rt." in file.name)
        library = ctypes.CDLL(os.fspath(file.locate()))
        library.MKL_Set_Threading_Layer(_SEQUENTIAL)
    except (importlib.metadata.PackageNotFoundError, StopIteration, OSError, AttributeError):
        return None
    return library


def name() -> str:
    """What multiplies large matrices, for people."""
    return "MKL" if mkl() is not None else "BLAS"


def _place(matrix: Matrix) -> tuple[int, int]:
    """How a matrix lies, and how many numbers its lines are apart; 0 where its numbers are."""
    rows, columns = matrix.shape
    down, across = (stride // matrix.itemsize for stride in matrix.strides)
    if across == 1 and down >= columns:
        return _AS_IT_IS, down
    if down == 1 and across >= rows:
        return _TRANSPOSED, across
    return _AS_IT_IS, 0


def _pointer(matrix: Matrix) -> c_void_p:
    """To its first number; it keeps the matrix alive."""
    return matrix.ctypes.data_as(c_void_p)
