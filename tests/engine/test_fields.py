"""Settings take what they should, in canonical form, and refuse the rest in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.activation import activations
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.declaration import Declaration, replace
from bpgui.engine.fields import (
    Choice,
    FieldError,
    Integer,
    Numbers,
    OneOf,
    Real,
    Shape,
    Spec,
    Text,
    Toggle,
    choice,
    fields_of,
    integer,
    numbers,
    one_of,
    real,
    shape,
    text,
    toggle,
)

WORDS = Choice(options={"same": "Same", "valid": "Valid"})

TAKEN: list[tuple[Spec, Any, Any]] = [
    (Integer(), 0, 0),
    (Integer(), 3.0, 3),
    (Integer(min=-2), -2, -2),
    (Real(), 2, 2.0),
    (Real(min=0, max=1), 0.5, 0.5),
    (Toggle(), True, True),
    (WORDS, "same", "same"),
    (Text(), "", ""),
    (Shape(), 4, (4,)),
    (Shape(), [1, 28, 28], (1, 28, 28)),
    (Numbers(), [], ()),
    (Numbers(), [1, 2.5], (1.0, 2.5)),
    (Numbers(), [[1, 2], (3, 4)], ((1.0, 2.0), (3.0, 4.0))),
    (OneOf(registry=activations), "Tanh", Tanh()),
    (OneOf(registry=activations), {"kind": "Tanh"}, Tanh()),
]

REFUSED: list[tuple[Spec, Any, str]] = [
    (Integer(), 1.5, "whole number, not 1.5"),
    (Integer(), True, "whole number, not True"),
    (Integer(), "3", "whole number"),
    (Integer(min=1), 0, "at least 1, not 0"),
    (Integer(min=1, max=5), 9, "between 1 and 5, not 9"),
    (Integer(), 2**70, "between 0 and 1000000000, not 1180591620717411303424"),
    (Integer(max=2**31 - 1), 2**70, "between 0 and 2147483647, not"),
    (Real(), math.nan, "finite number"),
    (Real(), math.inf, "finite number"),
    (Real(), 10**400, "finite number"),
    (Real(), False, "a number, not False"),
    (Real(), None, "a number, not None"),
    (Real(min=0), -1, "at least 0, not -1"),
    (Real(max=1), 2, "at most 1, not 2"),
    (Toggle(), 1, "on or off"),
    (WORDS, "other", "one of same, valid, not 'other'"),
    (WORDS, ["same"], "one of same, valid"),
    (Text(), 5, "must be text"),
    (Shape(), [], "one to four sizes"),
    (Shape(), "28", "one to four sizes"),
    (Shape(), [1, 2, 3, 4, 5], "one to four sizes"),
    (Shape(), [0], "between 1 and 1000000"),
    (Numbers(), "1 2", "list of numbers"),
    (Numbers(), [[1], [2, 3]], "equal length"),
    (Numbers(), [[[1]]], "not deeper"),
    (Numbers(), [1, "x"], "a number, not 'x'"),
    (Numbers(), [1, [2]], "a number"),
    (OneOf(registry=activations), "sin of x", "no kind of activation called 'sin of x'"),
    (OneOf(registry=activations), 5, "a kind of activation, not 5"),
    (OneOf(registry=activations), {"slope": 1}, "which kind"),
]


@pytest.mark.parametrize(("spec", "value", "parsed"), TAKEN)
def test_a_possible_value_is_brought_to_its_canonical_form(
    spec: Spec, value: Any, parsed: Any
) -> None:
    result = spec.parse(value)
    assert result == parsed
    assert type(result) is type(parsed)
    assert spec.parse(result) == parsed


@pytest.mark.parametrize(("spec", "value", "words"), REFUSED)
def test_an_impossible_value_is_refused_in_words(spec: Spec, value: Any, words: str) -> None:
    with pytest.raises(FieldError, match=words):
        spec.parse(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.sampled_from([spec for spec, *_ in TAKEN]), json_values)
def test_whatever_a_file_holds_is_parsed_or_refused(spec: Spec, value: Any) -> None:
    try:
        parsed = spec.parse(value)
    except FieldError:
        return
    assert spec.parse(parsed) == parsed
    hash(parsed)


@dataclass(frozen=True)
class Sample(Declaration):
    """s = 1

    A declaration with a field of every sort.
    """

    count: int = integer(3, min=1, help="How many.", special={1: "One"}, live=True)
    big_rate: float = real(0.5, help="How much.", log=True, unit="s")
    on: bool = toggle(True, help="Whether.", label="Switched on")
    way: str = choice("same", WORDS.options, help="Which way.")
    words: str = text("", help="What.")
    size: tuple[int, ...] = shape((2,), help="How large.")
    values: tuple[Any, ...] = numbers((), help="Which numbers.")
    function: Any = one_of(activations, Tanh(), help="Which function.")


Sample.label = "Sample"


def test_fields_come_in_the_order_written_with_what_forms_need() -> None:
    fields = {field.name: field for field in fields_of(Sample)}
    assert list(fields) == ["count", "big_rate", "on", "way", "words", "size", "values", "function"]
    assert fields["big_rate"].label == "Big rate"
    assert fields["on"].label == "Switched on"
    assert fields["count"].default == 3
    assert fields["count"].spec == Integer(help="How many.", min=1, special={1: "One"}, live=True)
    assert fields["big_rate"].spec == Real(help="How much.", log=True, unit="s")
    assert isinstance(fields["function"].spec, OneOf)


def test_a_declaration_checks_itself_when_it_is_made() -> None:
    assert Sample(count=4.0, size=5, function="tanh").size == (5,)  # type: ignore[arg-type]
    with pytest.raises(FieldError, match=r"^Sample: Count must be at least 1, not 0$"):
        Sample(count=0)
    with pytest.raises(FieldError, match="Switched on"):
        replace(Sample(), on="yes")
    assert replace(Sample(), count=9) == Sample(count=9)
