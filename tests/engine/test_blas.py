"""MKL is asked for large products only, told rightly where matrices lie, and never needed."""

from __future__ import annotations

import ctypes
import gc
import importlib.metadata
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from bpgui.engine import blas
from bpgui.engine.arrays import Array, product
from bpgui.engine.graph import chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from tests.engine.nets import Net

MOST = 200


class Gemm:
    """The routine of a BLAS, as the reference says it works, on the raw memory it is pointed to."""

    __name__ = "gemm"

    def __init__(self, real: type) -> None:
        self.real, self.calls = real, 0

    def __call__(self, *given: Any) -> None:
        order, turn_a, turn_b, m, n, k, alpha, a, line_a, b, line_b, beta, c, line_c = (
            each.value for each in given
        )
        assert (order, alpha, beta) == (101, 1, 0)
        out = self._matrix(c, m, n, line_c)
        out[...] = self._operand(a, m, k, line_a, turn_a) @ self._operand(b, k, n, line_b, turn_b)
        self.calls += 1

    def _operand(self, at: int, rows: int, columns: int, line: int, how: int) -> Array:
        if how == 112:
            return self._matrix(at, columns, rows, line).T
        assert how == 111
        return self._matrix(at, rows, columns, line)

    def _matrix(self, at: int, rows: int, columns: int, line: int) -> Array:
        assert line >= columns
        numbers = ((rows - 1) * line + columns,)
        memory = np.ctypeslib.as_array(ctypes.cast(at, ctypes.POINTER(self.real)), shape=numbers)
        size = memory.itemsize
        return as_strided(memory, (rows, columns), (line * size, size))


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """In the place of MKL, for products of any size."""
    library = SimpleNamespace(cblas_sgemm=Gemm(ctypes.c_float), cblas_dgemm=Gemm(ctypes.c_double))
    monkeypatch.setattr(blas, "mkl", lambda: library)
    monkeypatch.setattr(blas, "LARGE", 0)
    return library


def numbers(rows: int, columns: int, dtype: str) -> Array:
    return np.random.default_rng(rows).standard_normal((rows, columns)).astype(dtype)


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "by rows": lambda x: x,
    "by columns": lambda x: np.asfortranarray(x),
    "some columns": lambda x: np.concatenate([x, x], axis=1)[:, : x.shape[1]],
    "some rows, turned": lambda x: np.concatenate([x.T, x.T], axis=1)[:, : x.shape[0]].T,
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("first", LAYOUTS)
@pytest.mark.parametrize("second", LAYOUTS)
def test_matrices_are_found_however_they_lie(
    first: str, second: str, dtype: str, library: SimpleNamespace
) -> None:
    a, b = LAYOUTS[first](numbers(5, 7, dtype)), LAYOUTS[second](numbers(7, 4, dtype))
    out = np.full((5, 4), np.nan, dtype)
    product(a, b, out)()
    np.testing.assert_allclose(out, a @ b, rtol=1e-5, atol=1e-6)
    used = library.cblas_sgemm if dtype == "float32" else library.cblas_dgemm
    assert used.calls == 1


def test_operands_live_as_long_as_the_call(library: SimpleNamespace) -> None:
    a, b, out = numbers(30, 40, "float32"), numbers(40, 20, "float32"), np.empty((30, 20), "f4")
    expected = a @ b
    call = product(a.copy(), b.copy(), out)
    gc.collect()
    filler = [np.full((30, 40), 9, "float32") for _ in range(50)]
    call()
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-5)
    assert len(filler) == 50


A, B = numbers(5, 6, "float32"), numbers(6, 5, "float32")
OTHERS = {
    "two precisions": (A, B.astype("float64")),
    "whole numbers": (A.astype("int32"), B.astype("int32")),
    "every other column": (A[:, ::2], B[:3]),
    "a vector": (A[0], B),
}


@pytest.mark.parametrize(("a", "b"), OTHERS.values(), ids=OTHERS)
def test_what_it_cannot_multiply_is_left_to_numpy(
    a: Array, b: Array, library: SimpleNamespace
) -> None:
    out = np.empty_like(a @ b)
    product(a, b, out)()
    np.testing.assert_allclose(out, a @ b, rtol=1e-5)
    assert library.cblas_sgemm.calls == library.cblas_dgemm.calls == 0


def test_small_products_are_left_to_numpy(
    library: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, out = numbers(5, 7, "float32"), numbers(7, 4, "float32"), np.empty((5, 4), "f4")
    monkeypatch.setattr(blas, "LARGE", 5 * 7 * 4 + 1)
    product(a, b, out)()
    assert library.cblas_sgemm.calls == 0
    monkeypatch.setattr(blas, "LARGE", 5 * 7 * 4)
    product(a, b, out)()
    assert library.cblas_sgemm.calls == 1


@pytest.mark.parametrize("inputs", [12, 300])
def test_a_network_learns_the_same(inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = chain(Input((inputs,)), layers["Dense"](units=9), layers["Dense"](units=3), Loss())

    def gradient() -> Array:
        net = Net(graph, batch=6)
        net.plan.run()
        return net.parameters.gradient.copy()

    with monkeypatch.context() as without:
        without.setattr(blas, "mkl", lambda: None)
        expected = gradient()
    library = SimpleNamespace(cblas_sgemm=Gemm(ctypes.c_float), cblas_dgemm=Gemm(ctypes.c_double))
    monkeypatch.setattr(blas, "mkl", lambda: library)
    monkeypatch.setattr(blas, "LARGE", 0)
    np.testing.assert_allclose(gradient(), expected, rtol=1e-9, atol=1e-12)
    assert library.cblas_dgemm.calls + library.cblas_sgemm.calls >= 5


# -- finding it ----------------------------------------------------------------------------------


@pytest.fixture
def anew() -> Iterator[None]:
    """What has been found so far is forgotten, before and after."""
    blas.mkl.cache_clear()
    yield
    blas.mkl.cache_clear()


def missing(name: str) -> None:
    raise importlib.metadata.PackageNotFoundError(name)


def installed(file: Path) -> Callable[[str], list[SimpleNamespace]]:
    return lambda name: [SimpleNamespace(name=file.name, locate=lambda: file)]


@pytest.mark.usefixtures("anew")
def test_none_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "files", missing)
    assert blas.mkl() is None
    assert blas.name() == "BLAS"


@pytest.mark.usefixtures("anew")
def test_a_damaged_one_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    damaged = tmp_path / "libmkl_rt.so.3"
    damaged.write_bytes(b"no library")
    monkeypatch.setattr(importlib.metadata, "files", installed(damaged))
    assert blas.mkl() is None


@pytest.mark.usefixtures("anew")
def test_it_is_loaded_for_one_thread_unless_switched_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    layers_set: list[int] = []
    opened: list[str] = []

    def load(path: str) -> SimpleNamespace:
        opened.append(path)
        return SimpleNamespace(MKL_Set_Threading_Layer=layers_set.append)

    file = tmp_path / "mkl_rt.3.dll"
    monkeypatch.setattr(importlib.metadata, "files", installed(file))
    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setenv(blas.SWITCH, "0")
    assert blas.mkl() is None
    blas.mkl.cache_clear()
    monkeypatch.delenv(blas.SWITCH)
    assert blas.mkl() is not None
    assert blas.name() == "MKL"
    assert opened == [str(file)]
    assert layers_set == [1]


@pytest.mark.skipif(blas.mkl() is None, reason="needs MKL: pip install mkl")
def test_the_real_one_multiplies() -> None:
    a, b = numbers(600, 300, "float32").T, numbers(600, 256, "float32")
    out = np.empty((300, 256), "float32")
    assert blas.large_product(a, b, out) is not None
    product(a, b, out)()
    np.testing.assert_allclose(out, a @ b, rtol=1e-4, atol=1e-4)
