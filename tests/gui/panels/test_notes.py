"""The notes of a project: shown, written, undone as one step."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bpgui.gui.document import Document
from bpgui.gui.panels.notes import Notes
from bpgui.project.examples import load_example


def test_what_is_written_is_one_step_until_the_keyboard_goes(qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    document = Document(load_example("xor"), room)
    notes = Notes(document)
    notes.setParent(room)
    notes.show_notes()
    before = document.project.notes
    assert before
    assert notes.toPlainText() == before
    room.show()
    with qtbot.waitActive(room):
        room.activateWindow()
    notes.setFocus()
    QTest.keyClicks(notes, "Hm. ")
    assert document.project.notes == "Hm. " + before
    assert document.undo_stack.count() == 1
    notes.clearFocus()
    document.undo_stack.undo()
    notes.show_notes()
    assert notes.toPlainText() == before
