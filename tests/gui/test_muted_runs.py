"""A run of a diagram with muted layers, frames and groups, in the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.engine.framing import framed
from bpgui.gui.window import MainWindow


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


def stepped(window: MainWindow, qtbot: QtBot) -> None:
    before = window.run.standing.step
    window.action("step").trigger()
    qtbot.waitUntil(lambda: window.run.standing.step == before + 1, timeout=10_000)


def press(window: MainWindow, key: Qt.Key) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas.view, key)


def test_muting_is_a_change_that_the_next_run_follows(window: MainWindow, qtbot: QtBot) -> None:
    stepped(window, qtbot)
    hidden = window.document.graph.named("Hidden 2").id
    window.document.select([hidden])
    press(window, Qt.Key.Key_M)
    assert window.run.stale
    window.pilot.reset()
    qtbot.waitUntil(lambda: window.run.info is not None and not window.run.stale, timeout=10_000)
    stepped(window, qtbot)
    assert window.run.info is not None
    assert hidden not in window.run.info.tensor_nodes
    assert not any(name.startswith("Hidden 2/") for name in window.run.info.tensors)
    window.document.undo_stack.undo()
    assert window.run.stale


def test_frames_and_groups_leave_a_run_alone(window: MainWindow, qtbot: QtBot) -> None:
    stepped(window, qtbot)
    graph = window.document.graph
    ids = [graph.named(name).id for name in ("Hidden 1", "Hidden 2")]
    window.document.edit_graph(framed(graph, ids, "Trunk", collapsed=True), "Frame")
    assert not window.run.stale
    stepped(window, qtbot)
    group = window.canvas.scene.around.groups[1]
    qtbot.waitUntil(lambda: group.gradient is not None, timeout=5_000)
    window.document.select(ids)
    press(window, Qt.Key.Key_Return)
    assert window.document.inside == 1
    stepped(window, qtbot)
    cards = window.canvas.scene.cards
    qtbot.waitUntil(lambda: all(cards[id].gradient is not None for id in ids), timeout=5_000)
    window.canvas.reveal(graph.named("Output").id)
    assert window.document.inside == 0


def test_the_menus_have_the_commands(window: MainWindow) -> None:
    edit = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Edit")
    keys = {a.text(): [k.toString() for k in a.shortcuts()] for a in edit.actions()}
    assert keys["Mute"] == ["M"]
    assert keys["Frame"] == ["Ctrl+G"]
    assert keys["Remove Frame"] == ["Ctrl+Shift+G"]
    assert keys["Collapse or Expand"] == ["H"]


def test_every_view_bears_the_selection_of_a_muted_layer(window: MainWindow, qtbot: QtBot) -> None:
    graph = window.document.graph
    hidden = graph.named("Hidden 2").id
    window.document.edit_graph(graph.mute([hidden]), "Mute")
    window.pilot.reset()
    qtbot.waitUntil(lambda: window.run.info is not None and not window.run.stale, timeout=10_000)
    for index in range(window.tabs.count()):
        window.tabs.setCurrentIndex(index)
        stepped(window, qtbot)
        for ids in ([hidden], list(graph.nodes), []):
            window.document.select(ids)
            qtbot.wait(1)
    window.canvas.reveal(hidden)
    assert window.document.selection == {hidden}
