"""A wire: a curve from an output to a port."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.engine.graph import Edge
from bpgui.gui.canvas.geometry import CLOSE, NEAR, wire_path, wire_reach
from bpgui.gui.canvas.ink import font_of, ink
from bpgui.gui.canvas.strokes import stroke
from bpgui.gui.canvas.words import words

_PIECES = 24
_MARGIN = 10.0
#: A wire longer than its shape's text by less than this shows it on hover only.
_ROOM = 18.0


class Wire(QGraphicsItem):
    """One edge on the canvas. It is told where it runs and what to show."""

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.edge = edge
        self.label = ""
        self.selected = False
        self.hover = False
        #: About to be cut; about to be joined by what is dragged over it.
        self.doomed = False
        self.aimed = False
        #: Where the gradient that flows here lies on the colour scale, while there is one.
        self.gradient: float | None = None
        #: Where it begins and ends in the scene.
        self.start, self.end = QPointF(), QPointF()
        self._path: QPainterPath | None = None
        #: None until asked for: a wire that is led elsewhere is not looked at before it is painted.
        self._bounds: QRectF | None = None
        self._text = words("", "small")
        self._text_at = QPointF()
        self._has_room = False
        self._in_gap = False

    @property
    def path(self) -> QPainterPath:
        """Its way from start to end."""
        if self._path is None:
            self._path = wire_path(self.start, self.end)
        return self._path

    def run(self, start: QPointF, end: QPointF) -> None:
        """Lead from one point of the scene to another."""
        self.prepareGeometryChange()
        self.start, self.end = start, end
        self._path = self._bounds = None
        self.update()

    def _lay(self) -> QRectF:
        """Find the place of the label, and the room that everything takes."""
        start, end = self.start, self.end
        x1, y1, x2, y2 = start.x(), start.y(), end.x(), end.y()
        text = self._text = words(self.label, "small")
        across, down = abs(x2 - x1), abs(y2 - y1)
        self._has_room = max(across, down) >= text.width + _ROOM
        # Above a level wire; in a gap of a steep one, which would run through it.
        self._in_gap = down > 12
        left, top = (x1 + x2 - text.width) / 2, (y1 + y2) / 2 - (8 if self._in_gap else 20)
        self._text_at = QPointF(left, top)
        aside = _MARGIN + (wire_reach(start, end) if x2 - x1 < 48 else 0.0)
        # In plain numbers: every wire passes here when a diagram is tidied up.
        west, north = min(x1, x2) - aside, min(y1, y2) - _MARGIN
        east, south = west + across + 2 * aside, north + down + 2 * _MARGIN
        west, north = min(west, left - 14), min(north, top - 6)
        east, south = max(east, left + text.width + 14), max(south, top + 26)
        return QRectF(west, north, east - west, south - north)

    def show_label(self, label: str) -> None:
        """Carry another shape."""
        if label != self.label:
            self.label = label
            self.run(self.start, self.end)

    def show_gradient(self, fraction: float | None) -> None:
        """Take the colour and the width of a gradient."""
        if fraction != self.gradient:
            self.gradient = fraction
            self.update()

    def set_flag(self, name: str, on: bool) -> None:
        """Switch `selected`, `hover`, `doomed` or `aimed`."""
        if getattr(self, name) != on:
            setattr(self, name, on)
            self.update()

    def distance(self, point: QPointF) -> tuple[float, float]:
        """How far a point is from the wire, and how far along it is nearest (0 to 1)."""
        return min(
            (_distance(point, piece), (index + 0.5) / _PIECES)
            for index, piece in enumerate(self._pieces())
        )

    def crosses(self, line: QLineF) -> bool:
        """Whether a straight line meets the wire."""
        crossing = QLineF.IntersectionType.BoundedIntersection
        return any(line.intersects(piece)[0] == crossing for piece in self._pieces())

    def _pieces(self) -> list[QLineF]:
        """The wire as a chain of straight lines."""
        points = [self.path.pointAtPercent(index / _PIECES) for index in range(_PIECES + 1)]
        return [QLineF(first, second) for first, second in pairwise(points)]

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        if self._bounds is None:
            self._bounds = self._lay()
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colors = ink()
        width, color = 2.0, colors.wire
        if self.gradient is not None:
            width, color = 2.0 + 3.0 * self.gradient, colors.magnitude(self.gradient)
        if self.selected or self.hover:
            width, color = max(width, 2.5), colors.accent if self.selected else colors.bright
        if self.aimed:
            width, color = max(width, 4.0), colors.glow
        if self.doomed:
            width, color = max(width, 2.5), colors.levels["bad"]
        stroke(painter, self, color, width)
        lit = self.hover or self.selected
        if self.label and (lit or self._has_room) and painter.worldTransform().m11() >= NEAR:
            self._write(painter, lit, painter.worldTransform().m11())

    def _write(self, painter: QPainter, lit: bool, scale: float) -> None:
        colors, size = ink(), "small" if scale >= CLOSE else "small_large"
        text, at = words(self.label, size), QPointF(self._text_at)
        if scale < CLOSE:
            at -= QPointF((text.width - self._text.width) / 2, 2)
        box = QRectF(at.x() - 5, at.y() - 2, text.width + 10, 18)
        if self._in_gap and not lit:
            painter.fillRect(box, self._ground(box.center()))
        if lit:
            painter.setPen(colors.border)
            painter.setBrush(colors.card)
            painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colors.text if lit else colors.muted)
        painter.setFont(font_of(size))
        text.draw(painter, at)

    def _ground(self, point: QPointF) -> QColor:
        """What the wire runs over: the canvas, or a frame."""
        around = getattr(self.scene(), "around", None)
        return ink().canvas if around is None else around.ground_at(point)


def _distance(point: QPointF, line: QLineF) -> float:
    """From a point to the nearest point of a line."""
    x, y = line.dx(), line.dy()
    px, py = point.x() - line.x1(), point.y() - line.y1()
    square = x * x + y * y
    share = max(0.0, min(1.0, (px * x + py * y) / square)) if square else 0.0
    return math.hypot(px - share * x, py - share * y)
