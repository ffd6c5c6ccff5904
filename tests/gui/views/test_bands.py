"""The bands' arithmetic: colours of norms, levels, smoothing, ticks, scales."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.gui.history import ZERO
from bpgui.gui.views.bands.curves import smoothed
from bpgui.gui.views.bands.names import short
from bpgui.gui.views.bands.shades import NOTHING, Powers, Shades, Shares, Signed
from bpgui.gui.views.bands.sheets import Sampled
from bpgui.gui.views.kit import ticks
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.kit.time_range import TimeRange


def powers(low: int, high: int) -> Powers:
    made = Powers()
    made.low, made.high = low, high
    return made


def fitted(shades: Shades, values: np.ndarray) -> tuple[float, float]:
    shades.fit(values)
    return shades.low, shades.high


def test_colours_run_from_the_lowest_to_the_highest_power() -> None:
    logs = np.array([[-6.0, -3.0, 0.0, -9.0, 2.0]])
    assert powers(-6, 0).numbers(logs).tolist() == [[0, 126, 253, 0, 253]]


def test_zero_and_no_number_have_colours_of_their_own() -> None:
    logs = np.array([[ZERO, NOTHING, np.nan, np.inf, -1.0]])
    made = powers(-6, 0).numbers(logs)
    assert made[0, :4].tolist() == [254, 254, 255, 255]
    assert made[0, 4] < 254
    assert Shares().numbers(np.array([0.0, 1.0, np.nan])).tolist() == [0, 253, 255]


def test_levels_widen_at_once_and_do_not_follow_every_wobble() -> None:
    assert fitted(powers(-6, 0), np.linspace(-5.5, -0.5, 100)[:, None]) == (-6, 0)
    assert fitted(powers(-6, 0), np.linspace(-8.5, 0.5, 100)[:, None]) == (-9, 1)
    assert fitted(powers(-6, 0), np.linspace(-1.5, 0.0, 100)[:, None]) == (-2, 0)
    assert fitted(powers(-6, 0), np.full((5, 1), ZERO)) == (-6, 0)


def test_signed_values_have_zero_in_the_middle() -> None:
    shades = Signed()
    assert fitted(shades, np.array([-0.9, 0.3])) == (-1, 1)
    assert fitted(shades, np.array([-3.5, 0.3, np.nan])) == (-3.5, 3.5)
    assert fitted(shades, np.array([2.0])) == (-3.5, 3.5)
    assert shades.numbers(np.array([-3.5, 0.0, 3.5])).tolist() == [0, 126, 253]


@pytest.mark.parametrize(
    ("shades", "value", "words"),
    [
        (Powers(), -2.0, "0.01000"),
        (Powers(), ZERO, "0"),
        (Powers(), NOTHING, "–"),
        (Powers(), math.nan, "not a number"),
        (Powers(), math.inf, "∞"),
        (Shares(), 0.125, "12.5 %"),
        (Signed(), -0.5, "-0.5000"),
    ],
)
def test_values_in_words(shades: Shades, value: float, words: str) -> None:
    assert shades.word(value) == words


@pytest.mark.parametrize("shades", [Powers(), Shares(), Signed()])
@pytest.mark.parametrize("most", [2, 3, 8, 30])
def test_a_colour_bar_has_few_marks_within_it(shades: Shades, most: int) -> None:
    marks = [value for value, _ in shades.ticks(most)]
    assert 1 <= len(marks) <= most
    assert all(shades.low <= mark <= shades.high for mark in marks)


def test_a_column_shows_the_nearest_moment() -> None:
    steps, values = np.array([0.0, 10.0, 100.0]), np.array([[1.0], [2.0], [3.0]])
    sheet = Sampled(steps, values, 0.0, 120.0, 12)
    assert (sheet.first, sheet.length) == (0.0, 10.0)
    assert sheet.values[:, 0].tolist() == [1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3][:12]
    assert sheet.words(10, 0, str) == "2.0"
    assert sheet.words(60, 0, str) == "3.0 at step 100"
    later = Sampled(steps, values, -50.0, 120.0, 17)
    assert later.first == 0
    assert later.words(-20, 0, str) == ""


def test_smoothing_is_the_unbiased_exponential_average() -> None:
    values = np.random.default_rng(0).normal(size=400)
    weight, state, expected = 0.9, 0.0, []
    for count, value in enumerate(values, 1):
        state = weight * state + (1 - weight) * value
        expected.append(state / (1 - weight**count))
    np.testing.assert_allclose(smoothed(values, weight), expected, atol=1e-3)


def test_smoothing_breaks_where_there_is_no_number_and_goes_on_behind() -> None:
    values = np.array([1.0, np.nan, 1.0, np.inf, 1.0])
    np.testing.assert_allclose(smoothed(values, 0.6), [1.0, np.nan, 1.0, np.nan, 1.0])


@pytest.mark.parametrize(
    ("tensor", "name"),
    [
        ("Dense 2/weight", "Dense 2 W"),
        ("Dense/bias", "Dense b"),
        ("Norm/gamma", "Norm γ"),
        ("A/own", "A own"),
        ("LSTM/weight_ih", "LSTM W_ih"),
    ],
)
def test_tensors_have_short_names(tensor: str, name: str) -> None:
    assert short(tensor) == name


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 20))
def test_linear_ticks_are_few_round_and_inside(low: float, length: float, most: int) -> None:
    high = low + length
    if high <= low:
        return
    marks = ticks.linear(low, high, most)
    assert len(marks) <= most
    room = 1e-6 * max(abs(low), abs(high), length)
    assert all(low - room <= mark <= high + room for mark in marks)


@given(st.integers(-20, 10), st.floats(0.1, 20), st.integers(2, 12))
def test_log_ticks_are_few_and_inside(power: int, decades: float, most: int) -> None:
    low = 1.3 * 10.0**power
    high = low * 10.0**decades
    marks = ticks.log(low, high, most)
    assert len(marks) <= most
    assert all(low * 0.99 <= mark <= high * 1.01 for mark in marks)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0, "0"),
        (1600, "1,600"),
        (0.05, "0.05"),
        (1e-4, "1e-4"),
        (2.5e6, "2.5M"),
        (-0.5, "-0.5"),
        (1e9, "1e9"),
    ],
)
def test_ticks_in_words(value: float, word: str) -> None:
    assert ticks.word(value) == word


@pytest.mark.parametrize("log", [False, True])
def test_a_scale_goes_there_and_back(log: bool) -> None:
    scale = Scale(0.01, 100.0, 300.0, 20.0, log)
    for value in (0.01, 0.5, 1.0, 99.0):
        assert scale.value(scale.pixel(value)) == pytest.approx(value)
    assert scale.pixel(0.01) == 300
    assert scale.pixel(100.0) == 20
    if log:
        assert scale.pixel(1.0) == pytest.approx(160)
        assert math.isfinite(scale.pixel(0.0))


@pytest.mark.parametrize("value", [0.0, -3.0, 1e40, -1e300])
def test_a_scale_of_a_single_value_has_room_for_it(value: float) -> None:
    scale = Scale(value, value, 0.0, 100.0)
    assert scale.pixel(value) == 0.0
    assert scale.value(50.0) > value


def test_a_range_follows_until_it_is_zoomed_and_never_leaves_the_run() -> None:
    shown = TimeRange()
    shown.grow(500)
    assert (shown.first, shown.last, shown.follows) == (0, 500, True)
    shown.zoom(-50, 200)
    assert (shown.first, shown.last, shown.follows) == (0, 250, False)
    shown.pan(1000)
    assert (shown.first, shown.last) == (250, 500)
    shown.grow(600)
    assert shown.last == 500
    shown.zoom_at(300, 100)
    assert shown.follows
    shown.grow(700)
    assert shown.last == 700
    shown.zoom(100, 100)
    assert shown.last - shown.first >= 10
