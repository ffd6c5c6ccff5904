"""How fast a run goes, and whether it goes on: as the window's user decides."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.window import MainWindow

Open = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


def test_keys_make_it_slower_and_faster(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    assert window.speeds.rate == 100
    assert window.run_bar.speed_button.text() == "100/s"
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step >= 20, timeout=20_000)
    assert (window.run.standing.speed or 100) < 1_000
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.speeds.rate == 0
    assert window.run_bar.speed_button.text() == "max"
    qtbot.waitUntil(lambda: (window.run.standing.speed or 0) > 1_000, timeout=20_000)


def test_run_at_its_end_offers_more_epochs(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    project = window.document.project
    short = dataclasses.replace(project, training=replace(project.training, epochs=3))
    window.document.edit(short, "Three epochs")
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "finished", timeout=20_000)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    assert window.notice.text == "Finished: 3 epochs are done. Reset begins anew."
    QTest.mouseClick(window.notice.findChild(QPushButton, "notice_action"), LEFT)
    qtbot.waitUntil(lambda: window.run.standing.epoch == 6, timeout=20_000)
    qtbot.waitUntil(lambda: window.run.standing.status == "finished", timeout=20_000)
    assert window.document.project.training.epochs == 6
    assert window.notice.text == ""
    assert window.document.undo_stack.undoText() == "Train on"
