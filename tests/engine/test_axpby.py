"""y = a x + b y is the same by BLAS and by NumPy, and never needs the one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bpgui.engine import axpby as module
from bpgui.engine.axpby import axpby
from bpgui.engine.straight import straight
from bpgui.engine.substitutes import substitutes
from tests.engine.nets import peak_bytes

every_precision = pytest.mark.parametrize("dtype", ["float32", "float64"])
every_size = pytest.mark.parametrize("size", [1, 2, 17, 1000, 40_001])
FACTORS = [(None, None), (None, 0.9), (-0.5, None), (0.1, 0.9)]
every_factor = pytest.mark.parametrize(("a", "b"), FACTORS)


@pytest.fixture(params=["BLAS", "NumPy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """By which of them, where there is a choice."""
    module._routine.cache_clear()
    if request.param == "NumPy":
        monkeypatch.setattr(module, "_libraries", list)
    elif module._routine("axpy", np.dtype("float32")) is None:
        pytest.skip("this NumPy brings no OpenBLAS along")
    yield request.param
    module._routine.cache_clear()


def scalar(value: float | None, dtype: str) -> np.ndarray | None:
    return None if value is None else np.array(value, dtype)


@every_factor
@every_size
@every_precision
def test_it_is_the_sum(way: str, dtype: str, size: int, a: float | None, b: float | None) -> None:
    rng = np.random.default_rng(size)
    x, y, work = (rng.standard_normal(size).astype(dtype) for _ in range(3))
    given, wanted = x.copy(), (1 if a is None else a) * x + (1 if b is None else b) * y
    calls = axpby(scalar(a, dtype), x, scalar(b, dtype), y, work)
    assert len(calls) == 1 if way == "BLAS" else len(calls) == 1 + (a is not None) + (b is not None)
    for call in calls:
        call()
    np.testing.assert_allclose(y, wanted, rtol=4 * np.finfo(dtype).eps, atol=1e-6)
    np.testing.assert_array_equal(x, given)
    assert peak_bytes(calls) < 4096


@every_precision
def test_factors_are_read_at_every_call(way: str, dtype: str) -> None:
    a, b, x, y = (np.array(value, dtype) for value in (2, 3, [1, 2], [10, 20]))
    calls = axpby(a, x, b, y, np.empty_like(x))
    for factors, wanted in (((2, 3), [32, 64]), ((0, 0.5), [16, 32])):
        a[...], b[...] = factors
        for call in calls:
            call()
        assert y.tolist() == wanted


def test_what_is_not_a_number_stays_seen(way: str) -> None:
    y = np.array([np.nan, 1, np.inf], "float32")
    x, zero = np.ones(3, "float32"), np.zeros((), "float32")
    with np.errstate(invalid="ignore"):
        for call in axpby(zero, x, None, y, np.empty_like(x)):
            call()
    np.testing.assert_array_equal(y, [np.nan, 1, np.inf])


def test_there_may_be_nothing_to_add() -> None:
    nothing = np.zeros(0, "float32")
    for call in axpby(None, nothing, None, nothing, nothing):
        call()


def test_numbers_of_another_sort_are_for_numpy() -> None:
    y = np.arange(3, dtype="float16")
    for call in axpby(None, np.ones(3, "float16"), None, y, y.copy()):
        call()
    assert y.tolist() == [1, 2, 3]


def test_where_an_array_lies_does_not_matter(way: str) -> None:
    """Rows of a trail begin anywhere; a run goes on with the same numbers all the same."""
    rng = np.random.default_rng(0)
    numbers, start = rng.standard_normal(103).astype("float32"), rng.standard_normal(103)
    seen = set()
    for shift in range(9):
        memory = np.zeros(200, "float32")
        x = memory[shift : shift + 103]
        x[...] = numbers
        y = start.astype("float32")
        a, b = np.array(0.3, "float32"), np.array(0.9, "float32")
        for call in axpby(a, x, b, y, np.empty_like(y)):
            call()
        seen.add(y.tobytes())
    assert len(seen) == 1


def test_rows_take_the_place_of_what_is_referred_to(way: str) -> None:
    x, y = np.zeros(4, "float32"), np.zeros(4, "float32")
    rows = np.arange(12, dtype="float32").reshape(3, 4)
    calls = axpby(None, x, None, y, np.empty_like(x))
    tracks = substitutes(calls, x, rows)
    assert tracks
    straight(calls, [track.lane for track in tracks])(*(track.items for track in tracks))
    np.testing.assert_array_equal(y, rows.sum(axis=0))
    assert not x.any()


@pytest.mark.parametrize("content", [b"", b"no library"])
def test_a_library_that_is_none_is_passed_by(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "libscipy_openblas64_-0.so"
    file.write_bytes(content)
    module._routine.cache_clear()
    monkeypatch.setattr(module, "_libraries", lambda: [file])
    try:
        assert module._routine("axpy", np.dtype("float32")) is None
    finally:
        module._routine.cache_clear()
