from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.fields import FieldError, Integer, Numbers, Real, Shape, Spec, Text
from bpgui.engine.typed import number_text, read, show

BATCH = Integer(min=0, max=1_000_000, special={0: "Full batch"}, unit="rows")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (8.0, "8"),
        (0.003, "0.003"),
        (0.0001, "0.0001"),
        (0.00001, "1e-5"),
        (1e-8, "1e-8"),
        (2.5e-12, "2.5e-12"),
        (-3.25, "-3.25"),
        (1234567.0, "1234567"),
        (1e12, "1e12"),
        (-2.5e7, "-2.5e7"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_numbers_are_short_and_exact(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_the_way_through_text(number: float) -> None:
    assert read(Real(), number_text(number)) == number


@pytest.mark.parametrize(
    ("spec", "typed", "value"),
    [
        (Integer(), " 12 ", 12),
        (Integer(), "1e3", 1000),
        (Integer(), "1,000", 1000),
        (Integer(), "1 000 000", 1_000_000),
        (Integer(), "8.0", 8),
        (BATCH, "full BATCH", 0),
        (BATCH, "0", 0),
        (BATCH, "32 rows", 32),
        (Real(), "1e-3", 0.001),
        (Real(), ".5", 0.5),
        (Real(), "0,01", 0.01),
        (Real(), "−2", -2.0),
        (Shape(), "1 × 28 × 28", (1, 28, 28)),
        (Shape(), "1x8 x 8", (1, 8, 8)),
        (Shape(), "3, 4", (3, 4)),
        (Shape(), "64", (64,)),
        (Numbers(), "0.1 0.3; 0.4 0.6", ((0.1, 0.3), (0.4, 0.6))),
        (Numbers(), "0.1, 0.3\n0.4\t0.6\n", ((0.1, 0.3), (0.4, 0.6))),
        (Numbers(), "1 2 3", (1.0, 2.0, 3.0)),
        (Numbers(), "1 2;", ((1.0, 2.0),)),
        (Numbers(), "[[1, -2]]", ((1.0, -2.0),)),
        (Numbers(), "[[0.1, 0.3],\n [0.4, 0.6]]", ((0.1, 0.3), (0.4, 0.6))),
        (Numbers(), "[0.5 0.25]", (0.5, 0.25)),
        (Numbers(), "", ()),
        (Text(), " a b ", "a b"),
    ],
)
def test_what_people_type_is_understood(spec: Spec, typed: str, value: object) -> None:
    assert read(spec, typed) == value


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (Integer(), 12),
        (BATCH, 0),
        (BATCH, 10),
        (Shape(), (1, 28, 28)),
        (Numbers(), ((0.1, 0.3), (0.4, 0.6))),
        (Numbers(), ((0.1, 0.3),)),
        (Numbers(), (0.5,)),
        (Numbers(), ()),
    ],
)
def test_show_and_read_are_inverse(spec: Spec, value: object) -> None:
    assert read(spec, show(spec, value)) == value


def test_special_values_are_shown_by_name() -> None:
    assert show(BATCH, 0) == "Full batch"


@pytest.mark.parametrize(
    ("spec", "typed", "message"),
    [
        (Integer(min=1), "0", "must be at least 1, not 0"),
        (Integer(), "", "must be a whole number"),
        (Integer(), "eight", "must be a whole number, not 'eight'"),
        (Integer(), "8.5", "must be a whole number, not '8.5'"),
        (Integer(), "inf", "must be a whole number, not 'inf'"),
        (Integer(), "1e999999", "must be a whole number, not '1e999999'"),
        (Real(min=0, max=1), "2", "must be between 0 and 1, not 2"),
        (Real(), "two", "must be a number such as 0.01 or 1e-3, not 'two'"),
        (Real(), "nan", "must be a finite number, not nan"),
        (Shape(), "1 x 0", "must be between 1 and 1000000, not 0"),
        (Numbers(), "1 2; 3", "must have rows of equal length"),
        (Numbers(), "1 b", "must be a number such as 0.01 or 1e-3, not 'b'"),
    ],
)
def test_what_cannot_be_is_refused_in_words(spec: Spec, typed: str, message: str) -> None:
    with pytest.raises(FieldError) as error:
        read(spec, typed)
    assert str(error.value) == message
