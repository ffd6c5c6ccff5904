"""The frame of every gesture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from bpgui.gui.canvas.desk import Desk


@dataclass(frozen=True)
class Touch:
    """Where the pointer is: on the viewport, in the scene; and which keys are held."""

    pixel: QPointF
    at: QPointF
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    def holds(self, key: Qt.KeyboardModifier) -> bool:
        """Whether this key is held."""
        return bool(self.keys & key)


class Gesture:
    """From a button's press to its release. Edits the document once, in `finish`, or not at all."""

    cursor = Qt.CursorShape.ArrowCursor
    #: Whether the view moves on when the pointer reaches its border.
    drifts = True

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def begin(self, touch: Touch) -> None:
        """The button went down here, and the pointer has left the spot."""

    def move(self, touch: Touch) -> None:
        """The pointer is here now."""

    def finish(self, touch: Touch) -> None:
        """The button came up here: make the edit."""

    def cancel(self) -> None:
        """Forget it: everything is as before `begin`."""

    def paint(self, painter: QPainter, scale: float) -> None:
        """Draw what belongs to the gesture over the scene, in scene coordinates."""
