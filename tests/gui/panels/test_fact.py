"""The facts of the run bar: how they share a row."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from bpgui.gui import theme
from bpgui.gui.panels.fact import GAP, WIDE_GAP, Fact, Sort, fitting, share
from bpgui.gui.panels.runbar import FACTS


def facts(**texts: str) -> dict[str, Fact]:
    made = {name: Fact(name, sort) for name, sort in FACTS.items()}
    for name, text in texts.items():
        made[name].show_text(text)
    return made


def shown(made: dict[str, Fact], room: int) -> dict[str, tuple[int, int]]:
    places = zip(made, share(list(made.values()), room), strict=True)
    return {name: place for name, place in places if place is not None}


def test_with_room_enough_everything_is_shown_whole(qapp: QApplication) -> None:
    made = facts(data="Breast cancer, 569 rows", optimizer="gradient descent 0.0001")
    places = shown(made, 2000)
    assert list(places) == list(FACTS)
    assert all(places[name][1] == fact.wanted for name, fact in made.items())


def test_the_least_needed_give_way_first(qapp: QApplication) -> None:
    made = facts()
    gone = [set(FACTS) - set(shown(made, room)) for room in range(900, 0, -10)]
    order: list[str] = []
    for now in gone:
        order += sorted(now - set(order))
    assert order == ["batch", "speed", "data", "optimizer"]
    assert all(not earlier - later for earlier, later in itertools.pairwise(gone))


def test_short_texts_are_shown_whole_before_long_ones(qapp: QApplication) -> None:
    made = facts(data="A data set with a very long name, 12,345 rows", optimizer="Adam 0.00001")
    least = sum(fact.least for fact in made.values()) + GAP * (len(made) - 1)
    places = shown(made, least + 30)
    assert places["optimizer"][1] == made["optimizer"].wanted
    assert made["data"].least < places["data"][1] < made["data"].wanted


@given(st.integers(0, 2500), st.text(max_size=40))
def test_facts_never_overlap_or_stand_out(qapp: QApplication, room: int, data: str) -> None:
    places = list(shown(facts(data=data), room).values())
    gaps = [b[0] - (a[0] + a[1]) for a, b in itertools.pairwise(places)]
    assert all(GAP <= gap <= WIDE_GAP for gap in gaps)
    never = sum(fact.least for fact in facts().values() if not fact.sort.rank)
    assert places[-1][0] + places[-1][1] <= max(room, never + GAP * 4)


def test_a_number_wider_than_expected_makes_room_and_keeps_it(qapp: QApplication) -> None:
    fact = Fact("step", Sort("Step", "0"))
    assert fact.show_text("123,456,789")
    grown = fact.least
    assert not fact.show_text("1")
    assert fact.least == grown


def test_a_value_is_told_whole_to_whoever_asks(qapp: QApplication) -> None:
    fact = Fact("data", FACTS["data"])
    fact.show_text("Breast cancer, 569 rows")
    assert fact.toolTip() == "Breast cancer, 569 rows"
    assert fact.accessibleName() == "Data: Breast cancer, 569 rows"
    fact.show_tip("More")
    fact.show_text("Iris")
    assert (fact.toolTip(), fact.accessibleName()) == ("More", "Data: Iris")


@pytest.mark.parametrize("text", ["", "–", "1"])
def test_short_values_do_not_shrink_it(qapp: QApplication, text: str) -> None:
    fact = Fact("data", FACTS["data"])
    least = fact.least
    fact.show_text(text)
    assert fact.wanted == fact.least == least


def test_where_room_is_short_the_last_of_several_things_is_left_out_first(
    qapp: QApplication,
) -> None:
    metrics, text = QFontMetrics(theme.font()), "Digits 8 × 8, 1,797 rows"
    room = metrics.horizontalAdvance("Digits 8 × 8, 1,797 ro")
    assert fitting(text, metrics, 1000) == text
    assert fitting(text, metrics, room) == "Digits 8 × 8"
    assert fitting(text, metrics, 40).endswith("…")
