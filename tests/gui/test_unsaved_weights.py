"""Weights that were trained and not saved are asked about, where there is a file for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from bpgui.gui.window import MainWindow
from bpgui.project import file as project_file

Buttons = QMessageBox.StandardButton


class Asked:
    """Answers every question alike, and keeps what was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.questions: list[str] = []
        self.answer = Buttons.Cancel

        def exec(box: QMessageBox) -> QMessageBox.StandardButton:
            self.questions.append(box.text())
            return self.answer

        monkeypatch.setattr(QMessageBox, "exec", exec)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


def train(window: MainWindow, qtbot: QtBot) -> None:
    before = window.run.standing.step
    QTest.mouseClick(window.run_bar.epoch_button, Qt.MouseButton.LeftButton)
    stands = ("paused", "finished")
    qtbot.waitUntil(
        lambda: window.run.standing.step > before and window.run.standing.status in stands,
        timeout=20_000,
    )
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)


def test_a_saved_project_that_was_trained_on_is_asked_about(
    open_window, qtbot: QtBot, tmp_path: Path, asked: Asked
) -> None:  # type: ignore[no-untyped-def]
    window, path = open_window(), tmp_path / "mine.bpgui"
    train(window, qtbot)
    window.files._save(path)
    assert not window.isWindowModified()
    train(window, qtbot)
    assert window.isWindowModified()
    window.close()
    assert window.isVisible()
    assert asked.questions == ["Save the weights of mine.bpgui?"]
    asked.answer = Buttons.Save
    step = window.run.standing.step
    window.close()
    assert not window.isVisible()
    state = project_file.load(path)[1]
    assert state is not None
    assert state.step == step


def test_nobody_is_asked_where_nothing_would_be_lost(
    open_window, qtbot: QtBot, tmp_path: Path, asked: Asked
) -> None:  # type: ignore[no-untyped-def]
    window, path = open_window(), tmp_path / "mine.bpgui"
    train(window, qtbot)
    # An example that only ran.
    assert not window.isWindowModified()
    assert window.files.may_leave()
    window.files._save(path)
    assert window.files.may_leave()
    # It was gone back to look at what was, and moved to where it is trained next.
    window.run.go_to(0)
    qtbot.waitUntil(lambda: window.run.standing.step == 0 and window.run.settled, timeout=20_000)
    assert window.files.may_leave()
    window.run.move()
    qtbot.waitUntil(lambda: window.run.info is not None and window.run.settled, timeout=20_000)
    assert window.files.may_leave()
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.run.info is not None and window.run.settled, timeout=20_000)
    assert window.run.standing.step > 0
    assert window.files.may_leave()
    assert asked.questions == []
    # Another project asks for the weights that would go, too.
    train(window, qtbot)
    window.action("new").trigger()
    assert len(asked.questions) == 1
    assert window.document.path == path
