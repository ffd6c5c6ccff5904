"""The palette: found by a few letters, chosen by double-click, Enter or a drag."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
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


def test_nothing_stays_lit_after_a_drag(palette: Palette, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drag out of the list swallows the news that the pointer has left."""
    monkeypatch.setattr(QDrag, "exec", lambda *_: None)
    dense, activation = entries(palette)[:2]
    viewport = palette.tree.viewport()
    QTest.mouseClick(viewport, LEFT, NONE, palette.tree.visualItemRect(dense).center())
    QTest.mouseMove(viewport, palette.tree.visualItemRect(activation).center())
    palette.tree.startDrag(Qt.DropAction.CopyAction)
    lit = viewport.grab().toImage()
    at = palette.tree.visualItemRect(activation)
    plain = palette.tree.visualItemRect(entries(palette)[3])
    corner = QPoint(3, 3)
    assert lit.pixelColor(at.topLeft() + corner) == lit.pixelColor(plain.topLeft() + corner)


def test_a_heading_cannot_be_chosen(palette: Palette, qtbot: QtBot) -> None:
    heading = palette.tree.topLevelItem(0)
    with qtbot.assertNotEmitted(palette.chosen):
        palette.tree.itemDoubleClicked.emit(heading, 0)


def test_arrow_keys_in_the_search_move_through_what_was_found(
    palette: Palette, qtbot: QtBot
) -> None:
    QTest.keyClicks(palette.search, "conv")
    second = entries(palette)[1].data(0, KIND)
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == [second]


def test_arrow_keys_pass_over_headings(palette: Palette) -> None:
    kinds = [item.data(0, KIND) for item in entries(palette)]
    core = [kind for kind in kinds if layers[kind].group == "Core"]
    for _ in core:
        QTest.keyClick(palette.search, Qt.Key.Key_Down)
    seen = palette.tree.currentItem()
    assert seen is not None
    assert seen.data(0, KIND) == core[-1]
    for _ in core:
        QTest.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.tree.currentItem().data(0, KIND) == core[0]


def test_escape_clears_the_search(palette: Palette) -> None:
    QTest.keyClicks(palette.search, "dense")
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert len(entries(palette)) == len(layers)


def test_enter_in_the_list_chooses(palette: Palette, qtbot: QtBot) -> None:
    palette.tree.setCurrentItem(entries(palette)[2])
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.tree, Qt.Key.Key_Return)
    assert chosen.args == [entries(palette)[2].data(0, KIND)]


def test_an_empty_search_chooses_nothing(palette: Palette, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.search, Qt.Key.Key_Return)


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_every_entry_is_painted_in_either_theme(palette: Palette, qapp, mode: str) -> None:  # type: ignore[no-untyped-def]
    from bpgui.gui import theme

    before = palette.grab().toImage()
    theme.apply(qapp, mode)  # type: ignore[arg-type]
    QTest.keyClicks(palette.search, "de")
    after = palette.grab().toImage()
    assert before != after


# -- ready blocks ----------------------------------------------------------------------------------


def test_ready_blocks_are_found_chosen_and_dragged(palette: Palette, qtbot: QtBot) -> None:
    palette.show_blocks([("Residual block", "layers and a skip"), ("My own", "your own, 3 layers")])
    blocks = [item for item in entries(palette) if item.data(0, KIND).startswith("block:")]
    assert [item.text(0) for item in blocks] == ["Residual block", "My own"]
    assert blocks[1].toolTip(0) == "your own, 3 layers"
    assert bytes(palette.tree.mimeData([blocks[1]]).data(MIME).data()) == b"block:My own"
    palette.grab()
    QTest.keyClicks(palette.search, "my ow")
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == ["block:My own"]
