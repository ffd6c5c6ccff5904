"""The gallery of examples: searched, looked at and opened with the keyboard or the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from bpgui.gui.canvas import thumbnail
from bpgui.gui.dialogs import Examples
from bpgui.gui.dialogs.example_row import EXAMPLE
from bpgui.project.examples import gallery, load_example

Key = Qt.Key


@pytest.fixture
def shown(qtbot: QtBot) -> Examples:
    dialog = Examples(thumbnail)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def listed(dialog: Examples) -> list[str]:
    """The names of the examples in the list."""
    rows = (dialog.list.item(row).data(EXAMPLE) for row in range(dialog.list.count()))
    return [example.name for example in rows if example is not None]


def test_all_examples_stand_below_the_headings_of_their_groups(shown: Examples) -> None:
    assert listed(shown) == [example.name for example in gallery()]
    headings = [
        item.text()
        for item in map(shown.list.item, range(shown.list.count()))
        if item.data(EXAMPLE) is None
    ]
    assert headings == list(dict.fromkeys(example.group for example in gallery()))
    for row in range(shown.list.count()):
        item = shown.list.item(row)
        if item.data(EXAMPLE) is None:
            assert not item.flags() & Qt.ItemFlag.ItemIsSelectable


def test_the_current_one_shows_its_diagram_and_its_notes(shown: Examples) -> None:
    picture = shown.findChild(QLabel, "examples_picture")
    assert shown.current() == gallery()[0]
    assert shown.notes.text() == load_example(gallery()[0].name).notes
    before = picture.pixmap().toImage()
    QTest.keyClick(shown.line, Key.Key_Down)
    assert shown.current() == gallery()[1]
    assert shown.notes.text() == load_example(gallery()[1].name).notes
    assert picture.pixmap().toImage() != before
    assert picture.accessibleName() == f"Diagram of {gallery()[1].title}"


def test_arrow_keys_go_past_the_headings_and_stop_at_the_ends(shown: Examples) -> None:
    for example in gallery()[1:]:
        QTest.keyClick(shown.line, Key.Key_Down)
        assert shown.current() == example
    QTest.keyClick(shown.line, Key.Key_Down)
    assert shown.current() == gallery()[-1]
    for _ in gallery():
        QTest.keyClick(shown.line, Key.Key_PageUp)
    assert shown.current() == gallery()[0]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("residual", ["residual", "residual-cnn"]),
        ("LSTM", ["lstm"]),
        ("fisher", ["iris"]),
        ("clip norm", ["exploding-clip-norm"]),
    ],
)
def test_words_find_examples_by_title_summary_and_layers(
    shown: Examples, query: str, wanted: list[str]
) -> None:
    QTest.keyClicks(shown.line, query)
    assert listed(shown)[: len(wanted)] == wanted
    current = shown.current()
    assert current is not None
    assert current.name == wanted[0]


def test_enter_opens_the_current_one(shown: Examples, qtbot: QtBot) -> None:
    QTest.keyClicks(shown.line, "iris")
    with qtbot.waitSignal(shown.chosen) as chosen:
        QTest.keyClick(shown.line, Key.Key_Return)
    assert chosen.args == ["iris"]
    assert not shown.isVisible()


def test_a_double_click_opens(shown: Examples, qtbot: QtBot) -> None:
    item = shown.list.item(2)
    place = shown.list.visualItemRect(item).center()
    with qtbot.waitSignal(shown.chosen) as chosen:
        QTest.mouseClick(shown.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(shown.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [gallery()[1].name]


def test_what_no_example_is_about_is_said_and_opens_nothing(shown: Examples, qtbot: QtBot) -> None:
    QTest.keyClicks(shown.line, "qqqqzzzz")
    assert shown.current() is None
    assert not shown.buttons.button(QDialogButtonBox.StandardButton.Open).isEnabled()
    with qtbot.assertNotEmitted(shown.chosen):
        QTest.keyClick(shown.line, Key.Key_Return)
    assert shown.isVisible()
    shown.line.clear()
    assert shown.current() == gallery()[0]


def test_esc_leaves_it(shown: Examples, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(shown.chosen):
        QTest.keyClick(shown.line, Key.Key_Escape)
    assert not shown.isVisible()
