"""What lies over all plots: the cursor, the zoom box, the place where the run broke."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Words in a pill, or plain ones in the colour of a role."""

    def __init__(self, pill: bool, role: str = "text") -> None:
        super().__init__()
        self._pill, self._role = pill, role
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
            color = getattr(palette, self._role)
            ink.text(painter, self._rect, self._words, color, ink.RIGHT)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink.NO_PEN)
        painter.setBrush(palette.color("text"))
        painter.drawRoundedRect(self._rect, 4, 4)
        ink.text(painter, self._rect, self._words, palette.panel, ink.CENTER)


class _Moment:
    """A line at a step that has a name, the name beside it."""

    def __init__(self, words: str, role: str) -> None:
        self._said, self._role = words, role
        self._line, self._words = QGraphicsLineItem(), _Words(pill=False, role=role)
        self.items: tuple[QGraphicsItem, ...] = (self._line, self._words)

    def show(self, at: float | None, frames: QRectF, line: int = 0) -> None:
        """At a pixel, the words on this line below the upper edge; None: not at all."""
        for item in self.items:
            item.setVisible(at is not None)
        if at is None:
            return
        self._line.setPen(ink.pen(getattr(theme.current(), self._role), dashed=True))
        self._line.setLine(QLineF(at, frames.top(), at, frames.bottom()))
        width = QFontMetricsF(theme.caption()).horizontalAdvance(self._said) + 4
        # Before the line where there is room.
        left = at - width - 4 if at - width - 4 >= frames.left() else at + 4
        self._words.write(self._said, QRectF(left, frames.top() + 2 + 16 * line, width, 16))


class Overlay:
    """Everything in pixels on the surface."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._cursor, self._step = QGraphicsLineItem(), _Words(pill=True)
        self._moments = {
            "broken": _Moment("diverged", "bad"),
            "here": _Moment("the run stands here", "accent"),
        }
        self._box = QGraphicsRectItem()
        items: tuple[QGraphicsItem, ...] = (
            *(item for moment in self._moments.values() for item in moment.items),
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

    def show_moments(self, moments: Mapping[str, float | None], frames: QRectF) -> None:
        """Lines at "broken", where the run diverged, and "here", where it stands; None for none.

        frames: around the frames of all bands.
        """
        line = 0
        for name, at in moments.items():
            self._moments[name].show(at, frames, line)
            # Those of two moments may be near each other.
            line += at is not None

    def show_box(self, box: QRectF | None) -> None:
        """The box being dragged."""
        self._box.setVisible(box is not None)
        if box is not None:
            self._box.setPen(ink.pen(theme.current().accent))
            self._box.setBrush(QBrush(theme.current().color("accent", 0.15)))
            self._box.setRect(box)
