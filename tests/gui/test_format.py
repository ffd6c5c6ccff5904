"""Numbers on screen are short, and exact on demand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.gui import format


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.0312345, "0.03123"),
        (4.2171, "4.217"),
        (-4.2171, "-4.217"),
        (98.44, "98.44"),
        (1234.4, "1,234"),
        (99999.6, "100,000"),
        (0.99999, "1.000"),
        (0.00031234, "3.12e-4"),
        (0.0009999999, "0.001000"),
        (1234567.0, "1.23e6"),
        (1e-300, "1.00e-300"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (math.nan, "not a number"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert format.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(18234, "18.2k"), (999, "999"), (999.9, "1.00k"), (1_210_000, "1.21M"), (2.5e9, "2.50G")],
)
def test_compact(value: float, text: str) -> None:
    assert format.compact(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0.031236, "0.0312"), (0.0, "0")])
def test_or_dash(value: float | None, text: str) -> None:
    assert format.or_dash(value) == text


def test_the_others() -> None:
    assert format.count(6412) == "6,412"
    assert format.percent(0.98444) == "98.4 %"
    assert format.percent(math.nan) == "not a number"
    assert (format.size(512), format.size(12_000)) == ("512 B", "12.0 kB")
    assert format.shape((8, 8, 3)) == "8 × 8 × 3"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_reads_back(value: float) -> None:
    assert float(format.exact(value)) == value


@given(st.floats(min_value=1e-12, max_value=1e12))
def test_number_is_short_and_near(value: float) -> None:
    text = format.number(value)
    assert len(text) <= 9
    assert float(text.replace(",", "")) == pytest.approx(value, rel=6e-3)
