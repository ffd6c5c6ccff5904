"""Space tapped looks for a layer, Space held pans, however the desktop repeats it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from bpgui.engine.graph import chain
from bpgui.engine.layers.input import Input

DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


def send(bench, *events):
    """Space events, each with its time stamp, to whatever has the keyboard."""
    for kind, at in events:
        event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
        event.setTimestamp(at)
        QApplication.sendEvent(QApplication.focusWidget(), event)


def searching(bench) -> bool:
    return any(line.isVisible() for line in bench.canvas.findChildren(QLineEdit))


def repeated(start, end):
    """What X11 sends while a key is held: it comes up and goes down in the same millisecond."""
    return [(kind, at) for at in range(start, end, 40) for kind in (UP, DOWN)]


def test_a_tap_searches(bench):
    bench = bench(chain(Input()))
    send(bench, (DOWN, 1000), (UP, 1080))
    assert searching(bench)


@pytest.mark.parametrize("drag", [True, False])
def test_held_and_let_go_of_it_does_not(bench, drag):
    bench = bench(chain(Input()))
    before = bench.canvas.view.visible().topLeft()
    send(bench, (DOWN, 1000), *repeated(1660, 1900))
    if drag:
        bench.drag(QPoint(500, 100), QPoint(560, 140))
    send(bench, *repeated(1900, 2200), (UP, 2201))
    assert not searching(bench)
    assert (bench.canvas.view.visible().topLeft() != before) is drag
    assert bench.steps == 0


def test_a_quick_drag_is_no_tap(bench):
    bench = bench(chain(Input()))
    send(bench, (DOWN, 1000))
    bench.drag(QPoint(500, 100), QPoint(560, 140))
    send(bench, (UP, 1200))
    assert not searching(bench)


def test_two_taps_are_two(bench):
    bench = bench(chain(Input()))
    send(bench, (DOWN, 1000), (UP, 1080))
    bench.close_popups()
    send(bench, (DOWN, 1200), (UP, 1260))
    assert searching(bench)
