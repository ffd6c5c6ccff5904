"""The palette: found by a few letters, chosen by double-click, Enter or a drag."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

import bpgui.engine.layers  # noqa: F401
from bpgui.engine.layer import layers
from bpgui.gui.panels.palette import KIND, MIME, Palette

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    palette = Palette()
    qtbot.addWidget(palette)
    palette.resize(220, 700)
    palette.show()
    return palette


def entries(palette: Palette) -> list[QTreeWidgetItem]:
    found = []
    for row in range(palette.tree.topLevelItemCount()):
        top = palette.tree.topLevelItem(row)
        found += [top.child(i) for i in range(top.childCount())] or [top]
    return [item for item in found if item.data(0, KIND)]


def test_every_kind_stands_in_it_once_with_its_formula(palette: Palette) -> None:
    assert sorted(item.data(0, KIND) for item in entries(palette)) == sorted(
        kind.kind() for kind in layers
    )
    for item in entries(palette):
        assert layers[item.data(0, KIND)].formula() in item.toolTip(0)


@pytest.mark.parametrize(("typed", "kind"), [("fc", "Dense"), ("dens", "Dense"), ("skip", "Add")])
def test_a_few_letters_find_a_layer_and_enter_chooses_it(
    palette: Palette, qtbot: QtBot, typed: str, kind: str
) -> None:
    QTest.keyClicks(palette.search, typed)
    assert entries(palette)[0].data(0, KIND) == kind
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == [kind]


def test_letters_that_find_nothing_say_so(palette: Palette) -> None:
    QTest.keyClicks(palette.search, "qqqq")
    assert entries(palette) == []
    assert "qqqq" in palette.tree.topLevelItem(0).text(0)


def test_a_double_click_chooses(palette: Palette, qtbot: QtBot) -> None:
    dense = next(item for item in entries(palette) if item.data(0, KIND) == "Dense")
    place = palette.tree.visualItemRect(dense).center()
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.mouseClick(palette.tree.viewport(), LEFT, NONE, place)
        QTest.mouseDClick(palette.tree.viewport(), LEFT, NONE, place)
    assert chosen.args == ["Dense"]


def test_a_drag_carries_the_kind(palette: Palette) -> None:
    dense = next(item for item in entries(palette) if item.data(0, KIND) == "Dense")
    data = palette.tree.mimeData([dense])
    assert bytes(data.data(MIME).data()) == b"Dense"


def test_a_heading_cannot_be_chosen(palette: Palette, qtbot: QtBot) -> None:
    heading = palette.tree.topLevelItem(0)
    with qtbot.assertNotEmitted(palette.chosen):
        palette.tree.itemDoubleClicked.emit(heading, 0)
