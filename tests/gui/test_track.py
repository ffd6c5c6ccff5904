"""Tracks: what they keep is what came, whatever the pieces it came in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.gui.track import Track


def filled(values: np.ndarray, pieces: int = 7, **settings: int) -> Track:
    track = Track(values.shape[1], **settings)
    for piece in np.array_split(values, pieces):
        track.extend(piece)
    return track


def random(count: int, columns: int = 2) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, columns))


def test_everything_is_exact_while_there_is_room() -> None:
    values = random(100)
    spans = filled(values).span(1, 100, 1000)
    assert spans.exact
    assert spans.first.tolist() == list(range(1, 101))
    np.testing.assert_array_equal(spans.mean, values)
    np.testing.assert_array_equal(spans.low, values)


@given(
    st.integers(1, 3000),
    st.integers(1, 40),
    st.integers(1, 300),
    st.integers(1, 50),
    st.integers(0, 3000),
    st.integers(1, 3000),
)
def test_rows_are_the_extremes_and_means_of_their_steps(
    count: int, pieces: int, rows: int, exact: int, start: int, length: int
) -> None:
    values = random(count, 1)
    track = filled(values, pieces, buckets=64, exact=exact)
    spans = track.span(start, start + length, rows)
    for i in range(len(spans)):
        steps = values[spans.first[i] - 1 : spans.last[i]]
        assert spans.low[i, 0] == steps.min()
        assert spans.high[i, 0] == steps.max()
        assert spans.mean[i, 0] == pytest.approx(steps.mean())
    assert len(spans) <= max(rows, 1)
    if len(spans):
        np.testing.assert_array_equal(spans.first[1:], spans.last[:-1] + 1)
        assert spans.first[0] <= max(start, 1)
        assert spans.last[-1] >= min(start + length, count)


def test_the_newest_steps_stay_exact_when_the_old_ones_are_not() -> None:
    values = random(10_000, 1)
    track = filled(values, 100, buckets=64, exact=500)
    assert track.stride > 1
    spans = track.span(9_600, 10_000, 1000)
    assert spans.exact
    np.testing.assert_array_equal(spans.mean[:, 0], values[9_599:, 0])


def test_ten_million_steps_take_bounded_memory() -> None:
    track = Track(1, buckets=1024, exact=4096)
    before = sum(a.nbytes for a in vars(track).values() if isinstance(a, np.ndarray))
    block = np.sin(np.arange(500_000) / 1e4)[:, None]
    for _ in range(20):
        track.extend(block)
    after = sum(a.nbytes for a in vars(track).values() if isinstance(a, np.ndarray))
    assert track.last == 10_000_000
    assert after == before
    spans = track.span(0, track.last, 800)
    assert len(spans) <= 800
    assert spans.high.max() == block.max()


def test_a_step_that_is_not_finite_shows_in_its_row() -> None:
    values = random(1000, 1)
    values[300] = np.nan
    values[700] = np.inf
    spans = filled(values, 10, buckets=64, exact=10).span(1, 1000, 50)
    broken = ~np.isfinite(spans.mean[:, 0])
    where = [
        (int(f), int(last)) for f, last in zip(spans.first[broken], spans.last[broken], strict=True)
    ]
    assert len(where) == 2
    assert where[0][0] <= 301 <= where[0][1]
    assert where[1][0] <= 701 <= where[1][1]


@pytest.mark.parametrize("step", [0, 1, 37, 640, 999])
def test_after_rewinding_it_is_as_if_the_rest_had_never_come(step: int) -> None:
    values = random(1000)
    track = filled(values, 10, buckets=64, exact=1000)
    track.rewind(step)
    track.extend(values[step:] * 2)
    again = np.concatenate([values[:step], values[step:] * 2])
    spans = track.span(1, 1000, 64)
    for i in range(len(spans)):
        steps = again[spans.first[i] - 1 : spans.last[i]]
        np.testing.assert_allclose(spans.mean[i], steps.mean(axis=0))
        np.testing.assert_array_equal(spans.high[i], steps.max(axis=0))


def test_a_track_may_begin_after_any_step() -> None:
    track = Track(1)
    track.clear(5000)
    track.extend(np.arange(10.0)[:, None])
    assert (track.origin, track.last) == (5000, 5010)
    spans = track.span(0, 6000, 100)
    assert spans.first[0] == 5001
    assert spans.at(5004) == 3
    assert spans.at(5000) is None
    assert spans.at(5011) is None


def test_rows_do_not_move_while_the_picture_grows() -> None:
    """Rows begin at multiples of their length, wherever the range begins."""
    track = filled(random(5000, 1), 10)
    for last in (3000, 3100, 4999):
        spans = track.span(1, last, 100)
        length = int(spans.last[0] - spans.first[0]) + 1
        assert set((spans.first - 1) % length) == {0}
