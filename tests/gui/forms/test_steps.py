from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.fields import Real
from bpgui.gui.forms.steps import log_stops, nearest, step_integer, step_linear, step_log

SHARE = Real(min=0.0, max=0.9)


@pytest.mark.parametrize(
    ("value", "steps", "after"),
    [
        (0.003, 1, 0.005),
        (0.003, -1, 0.002),
        (0.005, 1, 0.01),
        (0.001, -1, 0.0005),
        (0.001, 1, 0.002),
        (1.0, 3, 10.0),
        (1.0, -3, 0.1),
        (0.0, 1, 1e-6),
        (0.0, -1, 0.0),
    ],
)
def test_rates_step_along_1_2_5(value: float, steps: int, after: float) -> None:
    assert step_log(value, steps) == after


@given(st.floats(1e-9, 1e9), st.sampled_from([1, -1]))
def test_a_log_step_always_moves_and_never_far(value: float, steps: int) -> None:
    after = step_log(value, steps)
    assert (after > value) == (steps > 0)
    assert 1 / 2.6 < after / value < 2.6


@pytest.mark.parametrize(
    ("spec", "value", "steps", "after"),
    [
        (SHARE, 0.2, 1, 0.22),
        (SHARE, 0.2, -1, 0.18),
        (SHARE, 0.2, 10, 0.4),
        (SHARE, 0.213, 1, 0.22),
        (SHARE, 0.213, -1, 0.2),
        (Real(), 4.2, 1, 4.3),
        (Real(), 120.0, -1, 110.0),
        (Real(), 0.0, 1, 0.1),
        (Real(min=0.0), 0.5, 1, 0.51),
    ],
)
def test_other_numbers_step_to_round_ones(
    spec: Real, value: float, steps: int, after: float
) -> None:
    assert step_linear(spec, value, steps) == pytest.approx(after, rel=1e-12)


def test_whole_numbers_step_by_one() -> None:
    assert step_integer(8, -3) == 5


def test_slider_stops_are_round_rising_and_within_the_range() -> None:
    stops = log_stops(Real(min=0.0, max=1.0, log=True), 0.003)
    assert stops[0] == pytest.approx(1e-6)
    assert stops[-1] == 1.0
    assert 0.003 in stops
    assert all(a < b for a, b in itertools.pairwise(stops))
    assert log_stops(Real(log=True), 0.003)[-1] == 10.0


@given(st.floats(1e-7, 1e2))
def test_the_nearest_stop_is_nearest_by_ratio(value: float) -> None:
    stops = log_stops(Real(log=True), 0.003)
    chosen = stops[nearest(stops, value)]
    best = min(abs(math.log(value / stop)) for stop in stops)
    assert abs(math.log(value / chosen)) == pytest.approx(best)


def test_zero_stands_at_the_low_end() -> None:
    assert nearest(log_stops(Real(min=0.0, log=True), 0.003), 0.0) == 0
