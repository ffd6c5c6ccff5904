"""Selecting with a rubber band."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch
from bpgui.gui.canvas.ink import hairline, ink


class Marquee(Gesture):
    """Selects the cards it touches; with Ctrl or Shift, besides those already selected."""

    def __init__(self, desk: Desk, adds: bool) -> None:
        super().__init__(desk)
        self._kept = desk.selection.nodes if adds else frozenset()
        self._before = (desk.selection.nodes, desk.selection.wires)
        self._area = QRectF()
        self._start = QPointF()

    def begin(self, touch: Touch) -> None:
        self._start = touch.at

    def move(self, touch: Touch) -> None:
        self._area = QRectF(self._start, touch.at).normalized()
        touched = (card.ids for card in self.desk.scene.cards_in(self._area))
        self.desk.selection.only(self._kept.union(*touched))
        self.desk.view.redraw()

    def finish(self, touch: Touch) -> None:
        self.desk.view.redraw()

    def cancel(self) -> None:
        self.desk.selection.only(*self._before)
        self.desk.view.redraw()

    def paint(self, painter: QPainter, scale: float) -> None:
        fill = QColor(ink().accent)
        fill.setAlpha(28)
        painter.setPen(hairline(ink().accent))
        painter.setBrush(fill)
        painter.drawRect(self._area)
