"""What a user does on the first day: draw, train, watch, undo, save, reopen, export."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from bpgui.engine.graph import Graph
from bpgui.gui.panels.palette import KIND
from bpgui.gui.window import MainWindow

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


class User:
    """Hands on the mouse and the keys of a window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.canvas, self.viewport = window.canvas, window.canvas.view.viewport()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, keys)

    def pick_from_palette(self, kind: str) -> None:
        """Double-click a kind of layer in the palette."""
        tree = self.window.palette_panel.tree
        for row in range(tree.topLevelItemCount()):
            group = tree.topLevelItem(row)
            for index in range(group.childCount()):
                item = group.child(index)
                if item.data(0, KIND) == kind:
                    tree.scrollToItem(item)
                    place = tree.visualItemRect(item).center()
                    QTest.mouseClick(tree.viewport(), LEFT, NONE, place)
                    QTest.mouseDClick(tree.viewport(), LEFT, NONE, place)
                    return
        raise AssertionError(f"{kind} is not in the palette")

    def drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.viewport, LEFT, NONE, start)
        for step in range(1, 6):
            QTest.mouseMove(self.viewport, start + (end - start) * (step / 5))
        QTest.mouseRelease(self.viewport, LEFT, NONE, end)

    def wire(self, source: str, target: str) -> None:
        graph = self.window.document.graph
        start = self.canvas.where(graph.named(source).id, "")
        self.drag(start, self.canvas.where(graph.named(target).id, "x"))

    def click_card(self, name: str) -> None:
        card = self.canvas.where(self.window.document.graph.named(name).id)
        QTest.mouseClick(self.viewport, LEFT, NONE, card + QPoint(0, 30))

    def set_number(self, form: str, name: str, text: str) -> None:
        box = self.window.inspector.findChild(QAbstractSpinBox, f"field_{form}_{name}")
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)

    def do(self, action: str) -> None:
        self.window.action(action).trigger()


@pytest.fixture
def user(open_window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> User:  # type: ignore[no-untyped-def]
    window = open_window()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    return User(window, qtbot)


def test_from_an_empty_canvas_to_exported_weights(
    user: User, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, document = user.window, user.window.document
    draw_2_8_8_1(user)
    steps = document.undo_stack.index()

    train_to(user, 0.95)
    every_view_shows_something(user)

    drawn = document.project
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.graph == Graph()
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.project == drawn
    assert document.undo_stack.index() == steps + 1
    assert not window.run.stale

    path = tmp_path / "mine.bpgui"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    user.do("save")
    assert not document.dirty
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    before, accuracy = window.run.standing.step, window.run.standing.accuracy
    window.files.open_example("xor")
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=20_000)
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.run.standing.step == before, timeout=20_000)
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    assert document.project == drawn
    assert window.run.standing.accuracy == accuracy

    exported = tmp_path / "mine.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(exported), ""))
    user.do("export_weights")
    reads_as_told(exported)


def draw_2_8_8_1(user: User) -> None:
    """New, everything off the canvas, then five layers, four wires and two numbers."""
    document = user.window.document
    user.do("new")
    user.qtbot.waitUntil(lambda: user.window.run.standing.status == "failed", timeout=20_000)
    user.canvas.setFocus()
    user.key(Qt.Key.Key_A, CTRL)
    user.key(Qt.Key.Key_Delete)
    assert document.graph == Graph()
    document.undo_stack.clear()
    for kind in ("Input", "Dense", "Dense", "Dense", "Loss"):
        user.pick_from_palette(kind)
    user.canvas.view.fit()
    for source, target in (
        ("Input", "Dense"),
        ("Dense", "Dense 2"),
        ("Dense 2", "Dense 3"),
        ("Dense 3", "Loss"),
    ):
        user.wire(source, target)
    assert len(document.graph.edges) == 4
    user.click_card("Dense 3")
    user.set_number("layer", "units", "1")
    user.canvas.setFocus()
    user.key(Qt.Key.Key_Escape)
    assert [problem.message for problem in document.check.problems] == []


def train_to(user: User, accuracy: float) -> None:
    """Run until the training accuracy is reached, with a livelier learning rate on the way."""
    run = user.window.run
    QTest.mouseClick(user.window.run_bar.run_button, LEFT)
    user.qtbot.waitUntil(lambda: run.running and run.standing.step > 0, timeout=20_000)
    user.set_number("training", "learning_rate", "0.01")
    user.qtbot.waitUntil(lambda: run.standing.learning_rate == 0.01, timeout=20_000)
    user.qtbot.waitUntil(lambda: (run.standing.accuracy or 0) >= accuracy, timeout=120_000)
    QTest.mouseClick(user.window.run_bar.run_button, LEFT)
    user.qtbot.waitUntil(lambda: run.standing.status == "paused", timeout=20_000)


def every_view_shows_something(user: User) -> None:
    """Each tab in turn; what it shows is content, in more than one colour."""
    user.click_card("Dense 2")
    tabs = user.window.tabs
    for view in user.window.views:
        if tabs.indexOf(view) >= 0:
            QTest.mouseClick(
                tabs.tabBar(), LEFT, NONE, tabs.tabBar().tabRect(tabs.indexOf(view)).center()
            )
        user.qtbot.waitUntil(
            lambda view=view: view.isVisible() and not view.speaking, timeout=10_000
        )
        image = view.picture(1.0)
        colours = {
            image.pixel(x, y)
            for x in range(0, image.width(), 7)
            for y in range(0, image.height(), 7)
        }
        assert len(colours) > 3, view.name


def reads_as_told(path: Path) -> None:
    """The export's own sample, worked out again with NumPy alone."""
    with np.load(path, allow_pickle=False) as file:
        told = json.loads(str(file["bpgui"]))
        a = np.array(told["sample"]["prepared"])
        for name in ("Dense", "Dense 2", "Dense 3"):
            a = np.tanh(a @ file[f"{name}/weight"].T + file[f"{name}/bias"])
    np.testing.assert_allclose(a, told["sample"]["outputs"], atol=1e-5)
