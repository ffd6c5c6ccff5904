"""Choosing a sample: fields that know how many rows each part has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bpgui.gui.sample_choice import SampleChoice


@pytest.fixture
def choice(qtbot: QtBot) -> Iterator[SampleChoice]:
    window = QWidget()
    qtbot.addWidget(window)
    made = SampleChoice("sample", window)
    layout = QHBoxLayout(window)
    for field in (made.part, made.number):
        layout.addWidget(field)
    made.show_counts(1200, 3)
    window.show()
    yield made
    window.close()


def test_it_begins_with_the_first_training_row(choice: SampleChoice) -> None:
    assert (choice.validation, choice.row) == (False, 0)
    assert choice.number.text() == "Row 1/1,200"


def test_another_part_has_its_own_rows(qtbot: QtBot, choice: SampleChoice) -> None:
    choice.number.setValue(900)
    with qtbot.waitSignal(choice.chosen):
        qtbot.keyClick(choice.part, Qt.Key.Key_Down)
    assert (choice.validation, choice.row) == (True, 2)
    assert choice.number.text() == "Row 3/3"


def test_other_counts_leave_the_part_where_it_was_and_tell_nobody(
    qtbot: QtBot, choice: SampleChoice
) -> None:
    qtbot.keyClick(choice.part, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.show_counts(10, 2)
    assert (choice.validation, choice.number.maximum()) == (True, 2)
    choice.show_counts(10, 0)
    assert (choice.validation, choice.part.count(), choice.number.maximum()) == (False, 1, 10)


def test_a_row_is_typed(qtbot: QtBot, choice: SampleChoice) -> None:
    choice.number.selectAll()
    with qtbot.waitSignal(choice.chosen):
        qtbot.keyClicks(choice.number, "77")
        qtbot.keyClick(choice.number, Qt.Key.Key_Return)
    assert choice.row == 76
