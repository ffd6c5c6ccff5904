"""Dragging the canvas itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from bpgui.gui.canvas.gestures.gesture import Gesture, Touch


class Pan(Gesture):
    """Middle button, or Space held: what is under the pointer stays under it."""

    cursor = Qt.CursorShape.ClosedHandCursor
    drifts = False

    def begin(self, touch: Touch) -> None:
        self._last = touch.pixel

    def move(self, touch: Touch) -> None:
        by = touch.pixel - self._last
        # Whole pixels only: a fraction lost at every move would let the canvas slip.
        whole = QPointF(round(by.x()), round(by.y()))
        self._last += whole
        self.desk.view.pan(whole)
