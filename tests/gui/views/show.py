"""Showing a view of a run, as the window does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bpgui.gui.run import Run
from bpgui.gui.views.view import View


def show(qtbot: QtBot, view: View, run: Run, width: int = 640, height: int = 320) -> None:
    """Put a view on the screen and let it follow the run from now on."""
    qtbot.addWidget(view)
    run.restarted.connect(lambda info: view.reset(info, run.history))
    run.advanced.connect(view.add)
    view.watched.connect(run.watch)
    view.resize(width, height)
    view.show()
    if run.info is not None:
        view.reset(run.info, run.history)


def point(widget: QWidget, x: float, y: float, pressed: bool = False) -> None:
    """Move the pointer to a place in a widget, at once; QTest posts that for later."""
    at, left = QPointF(x, y), Qt.MouseButton.LeftButton
    none = Qt.MouseButton.NoButton
    buttons = left if pressed else none
    plain = Qt.KeyboardModifier.NoModifier
    place = widget.mapToGlobal(at)
    event = QMouseEvent(QEvent.Type.MouseMove, at, place, none, buttons, plain)
    QApplication.sendEvent(widget, event)
