"""Roots and quotients are the same whoever works them out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bpgui.engine import elementwise
from bpgui.engine.blas import mkl
from bpgui.engine.elementwise import LONG, quotient, root
from bpgui.engine.reference import referred

every_precision = pytest.mark.parametrize("dtype", ["float32", "float64"])
every_size = pytest.mark.parametrize("size", [0, 7, LONG - 1, LONG, LONG + 5])


class Library:
    """In the place of MKL: its routines by name, on what they are referred to."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __getattr__(self, name: str) -> Any:
        work = {"Sqrt": np.sqrt, "Div": np.divide}[name[2:]]

        def routine(size: Any, *references: Any) -> None:
            arrays = [referred(each) for each in references]
            assert all(array is not None and array.size == size.value for array in arrays)
            assert {array.dtype.char for array in arrays} == {{"s": "f", "d": "d"}[name[1]]}
            work(*arrays)
            self.made.append(name)

        return routine


@pytest.fixture(params=["NumPy", "stand-in", "MKL"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """None, one in the place of MKL, or MKL itself where it is installed."""
    found: Any = {"NumPy": None, "stand-in": Library(), "MKL": mkl()}[request.param]
    if request.param == "MKL" and found is None:
        pytest.skip("needs MKL: pip install mkl")
    monkeypatch.setattr(elementwise, "mkl", lambda: found)
    return found


@every_size
@every_precision
def test_roots_and_quotients(library: Any, dtype: str, size: int) -> None:
    rng = np.random.default_rng(size)
    a, b = (rng.uniform(0.1, 9, size).astype(dtype) for _ in range(2))
    given, out = a.copy(), np.full(size, np.nan, dtype)
    near = 4 * np.finfo(dtype).eps
    root(a, out)()
    np.testing.assert_allclose(out, np.sqrt(a), rtol=near)
    quotient(a, b, out)()
    np.testing.assert_allclose(out, a / b, rtol=near)
    np.testing.assert_array_equal(a, given)
    quotient(a, b, b)()
    np.testing.assert_array_equal(b, out)
    if isinstance(library, Library):
        letter = {"float32": "s", "float64": "d"}[dtype]
        wanted = [f"v{letter}Sqrt", f"v{letter}Div", f"v{letter}Div"] if size >= LONG else []
        assert library.made == wanted


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_what_is_odd_stays_so(library: Any, value: float) -> None:
    x = np.full(LONG, value, "float32")
    with np.errstate(all="ignore"):
        root(x, x)()
    np.testing.assert_array_equal(x, np.full(LONG, value))


def test_numbers_of_two_sorts_are_for_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elementwise, "mkl", SimpleNamespace)
    a, b = np.full(LONG, 6.0), np.full(LONG, 3, "float32")
    quotient(a, b, a)()
    assert (a == 2).all()
