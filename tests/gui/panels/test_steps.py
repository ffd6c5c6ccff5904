"""The list of edits: every step by its name, and a click goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.gui.document import Document
from bpgui.gui.panels import Steps
from bpgui.project.project import Project

LEFT = Qt.MouseButton.LeftButton
ROLE = Qt.ItemDataRole.AccessibleTextRole


def shown(qtbot: QtBot) -> tuple[Document, Steps]:
    """Four steps done: three layers added, the first of them removed."""
    document = Document(Project(chain(Input(), Dense(1), Loss())))
    steps = Steps(document)
    qtbot.addWidget(steps)
    steps.resize(200, 300)
    steps.show()
    for name in ("One", "Two", "Three"):
        document.edit_graph(document.graph.add(Dense(), name=name), f"Add {name}")
    document.edit_graph(document.graph.remove([4]), "Delete One")
    return document, steps


def words(steps: Steps) -> list[str]:
    return [steps.item(row).text() for row in range(steps.count())]


def click(steps: Steps, row: int) -> None:
    at = steps.visualItemRect(steps.item(row)).center()
    QTest.mouseClick(steps.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)


def names(document: Document) -> list[str]:
    return [node.name for node in document.graph.nodes.values()][3:]


def test_every_step_has_its_line_and_the_last_is_marked(qtbot: QtBot) -> None:
    _, steps = shown(qtbot)
    assert words(steps) == ["At the start", "Add One", "Add Two", "Add Three", "Delete One"]
    assert steps.currentRow() == 4


def test_a_click_goes_there_and_back_as_one_change(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    changes: list[tuple[object, object]] = []
    last = document.project
    document.changed.connect(lambda before, after: changes.append((before, after)))
    click(steps, 2)
    assert names(document) == ["One", "Two"]
    assert changes == [(last, document.project)]
    click(steps, 4)
    assert document.project == last
    assert words(steps)[-1] == "Delete One"


def test_the_keyboard_walks_through_it(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    for _ in range(3):
        QTest.keyClick(steps, Qt.Key.Key_Up)
    assert names(document) == ["One"]
    QTest.keyClick(steps, Qt.Key.Key_Home)
    assert names(document) == []
    assert not document.undo_stack.canUndo()


def test_what_can_be_redone_is_faint_and_said_to_be(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    document.undo_stack.undo()
    assert steps.currentRow() == 3
    faint = steps.item(4).foreground().color()
    assert faint == theme.current().color("muted") != steps.item(3).foreground().color()
    said = [steps.item(row).data(ROLE) for row in (2, 3, 4)]
    assert said == ["Add Two, done", "Add Three, present", "Delete One, to be redone"]


def test_an_edit_after_going_back_takes_the_place_of_what_was_ahead(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    click(steps, 1)
    document.edit_graph(document.graph.rename(4, "Uno"), "Rename One")
    assert words(steps) == ["At the start", "Add One", "Rename One"]


def test_one_gesture_is_one_line(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    gesture = object()
    for x in (1.0, 2.0, 3.0):
        document.edit_graph(document.graph.move({1: (x, 0.0)}), "Move Input", gesture)
    assert words(steps)[-2:] == ["Delete One", "Move Input"]


def test_another_project_begins_anew(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    document.replace(Project(), None)
    assert words(steps) == ["At the start"]


def test_the_selection_holds_only_what_is_there(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    document.select([5, 6])
    click(steps, 2)
    assert document.selection == {5}


def test_what_was_done_while_it_was_closed_stands_there_when_it_opens(qtbot: QtBot) -> None:
    document, steps = shown(qtbot)
    steps.hide()
    document.edit_graph(document.graph.rename(1, "Way in"), "Rename Input")
    steps.show()
    assert words(steps)[-1] == "Rename Input"
    assert steps.currentRow() == 5
