"""What lies over all plots: the cursor, the zoom box, the place where the run broke."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsRectItem

from bpgui.gui import theme
from bpgui.gui.views.bands.plot import Surface
from bpgui.gui.views.kit import ink

_PILL = 17


class _Words(pg.GraphicsObject):
    """Words in a pill, or plain ones in a warning colour."""

    def __init__(self, pill: bool) -> None:
        super().__init__()
        self._pill = pill
        self._words, self._rect = "", QRectF()

    def write(self, words: str, rect: QRectF) -> None:
        if (words, rect) != (self._words, self._rect):
            self.prepareGeometryChange()
            self._words, self._rect = words, rect
            self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        palette = theme.current()
        painter.setFont(theme.caption())
        if not self._pill:
            ink.text(painter, self._rect, self._words, palette.bad, ink.RIGHT)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink.NO_PEN)
        painter.setBrush(palette.color("text"))
        painter.drawRoundedRect(self._rect, 4, 4)
        ink.text(painter, self._rect, self._words, palette.panel, ink.CENTER)


class Overlay:
    """Everything in pixels on the surface."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._cursor, self._step = QGraphicsLineItem(), _Words(pill=True)
        self._broken, self._diverged = QGraphicsLineItem(), _Words(pill=False)
        self._box = QGraphicsRectItem()
        items: tuple[QGraphicsItem, ...] = (
            self._broken,
            self._diverged,
            self._cursor,
            self._box,
            self._step,
        )
        for height, item in enumerate(items, 60):
            item.setZValue(height)
            item.setVisible(False)
            surface.addItem(item)

    def show_cursor(self, at: float | None, top: float, bottom: float, words: str) -> None:
        """A line at pixel `at`, None for no line, and the step in words below it."""
        self._cursor.setVisible(at is not None)
        self._step.setVisible(at is not None)
        if at is None:
            return
        self._cursor.setPen(ink.pen(theme.current().muted, dashed=True))
        self._cursor.setLine(QLineF(at, top, at, bottom))
        width = QFontMetricsF(theme.caption()).horizontalAdvance(words) + 12
        left = min(max(at - width / 2, 0.0), self._surface.width() - width)
        self._step.write(words, QRectF(left, bottom + 4, width, _PILL))

    def show_broken(self, at: float | None, top: float, bottom: float) -> None:
        """A line where the run diverged."""
        self._broken.setVisible(at is not None)
        self._diverged.setVisible(at is not None)
        if at is None:
            return
        self._broken.setPen(ink.pen(theme.current().bad, dashed=True))
        self._broken.setLine(QLineF(at, top, at, bottom))
        self._diverged.write("diverged", QRectF(at - 84, top + 2, 80, 16))

    def show_box(self, box: QRectF | None) -> None:
        """The box being dragged."""
        self._box.setVisible(box is not None)
        if box is not None:
            self._box.setPen(ink.pen(theme.current().accent))
            self._box.setBrush(QBrush(theme.current().color("accent", 0.15)))
            self._box.setRect(box)
