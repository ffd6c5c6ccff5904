"""A node outside of the frame that was entered, where its wires come in or lead out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.gui.canvas.geometry import NEAR, PORT_RADIUS
from bpgui.gui.canvas.ink import font_of, ink
from bpgui.gui.canvas.words import words

WIDTH, HEIGHT = 116.0, 28.0
#: From pin to pin, and from the pins to what is inside.
STEP, AWAY = 36.0, 72.0
_BOX = QRectF(0.0, 0.0, WIDTH, HEIGHT)


class Pin(QGraphicsItem):
    """It says who is there; a double click goes there."""

    def __init__(self, node: int, feeds: bool) -> None:
        super().__init__()
        self.node, self.feeds = node, feeds
        self.hover = False
        self._name = ""

    def show_name(self, name: str) -> None:
        """Say who it is."""
        if name != self._name:
            self._name = name
            self.update()

    def set_flag(self, name: str, on: bool) -> None:
        """Switch `hover`."""
        if getattr(self, name) != on:
            setattr(self, name, on)
            self.update()

    def end(self) -> QPointF:
        """Where its wires begin or end in the scene."""
        return self.pos() + QPointF(WIDTH if self.feeds else 0.0, HEIGHT / 2)

    def box(self) -> QRectF:
        """Its outline in the scene."""
        return _BOX.translated(self.pos())

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return _BOX.adjusted(-PORT_RADIUS - 2, -2, PORT_RADIUS + 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colors = ink()
        painter.setPen(colors.hover_border if self.hover else colors.border)
        painter.setBrush(colors.canvas)
        painter.drawRoundedRect(_BOX, HEIGHT / 2, HEIGHT / 2)
        painter.setPen(colors.port)
        painter.setBrush(colors.port_brush)
        painter.drawEllipse(self.end() - self.pos(), PORT_RADIUS - 1, PORT_RADIUS - 1)
        if painter.worldTransform().m11() < NEAR:
            return
        text = words(self._name, "small", WIDTH - 28)
        painter.setPen(colors.muted)
        painter.setFont(font_of("small"))
        left = (WIDTH - text.width) / 2
        text.draw(painter, QPointF(left, HEIGHT / 2 - 8))


def rows(wishes: list[float]) -> list[float]:
    """Heights as near to these as pins can stand one below the other, in the same order."""
    placed: list[float] = []
    for wish in wishes:
        placed.append(max(wish, placed[-1] + STEP) if placed else wish)
    return placed
