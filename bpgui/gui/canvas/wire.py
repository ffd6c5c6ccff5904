"""A wire: a curve from an output to a port."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.engine.graph import Edge
from bpgui.gui.canvas.geometry import NEAR, wire_path
from bpgui.gui.canvas.ink import ink, small_font, solid
from bpgui.gui.canvas.words import words

_SAMPLES = 24
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
        #: About to be cut.
        self.doomed = False
        #: Where the gradient that flows here lies on the colour scale, while there is one.
        self.gradient: float | None = None
        self.path = QPainterPath()
        self._bounds = QRectF()

    def run(self, start: QPointF, end: QPointF) -> None:
        """Lead from one point of the scene to another."""
        self.prepareGeometryChange()
        self.path = wire_path(start, end)
        room = self.path.controlPointRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        middle = self.path.pointAtPercent(0.5)
        half = words(self.label, "small").width / 2 + 6
        self._bounds = room.united(QRectF(middle.x() - half, middle.y() - 24, 2 * half, 30))
        self.update()

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
        """Switch `selected`, `hover` or `doomed`."""
        if getattr(self, name) != on:
            setattr(self, name, on)
            self.update()

    @property
    def start(self) -> QPointF:
        """Where it begins in the scene."""
        return QPointF(self.path.elementAt(0).x, self.path.elementAt(0).y)

    @property
    def end(self) -> QPointF:
        """Where it ends in the scene."""
        return self.path.currentPosition()

    def distance(self, point: QPointF) -> tuple[float, float]:
        """How far a point is from the wire, and how far along it is nearest (0 to 1)."""
        best, along = 1e18, 0.0
        for index in range(_SAMPLES + 1):
            share = index / _SAMPLES
            delta = self.path.pointAtPercent(share) - point
            square = delta.x() ** 2 + delta.y() ** 2
            if square < best:
                best, along = square, share
        return best**0.5, along

    def _length(self) -> float:
        across, down = self.end.x() - self.start.x(), self.end.y() - self.start.y()
        return max(abs(across), abs(down))

    def crosses(self, line: QLineF) -> bool:
        """Whether a straight line meets the wire."""
        points = [self.path.pointAtPercent(index / _SAMPLES) for index in range(_SAMPLES + 1)]
        crossing = QLineF.IntersectionType.BoundedIntersection
        return any(line.intersects(QLineF(a, b))[0] == crossing for a, b in pairwise(points))

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
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
        if self.doomed:
            width, color = max(width, 2.5), colors.levels["bad"]
        painter.strokePath(self.path, solid(color, width))
        scale = painter.worldTransform().m11()
        if self.label and scale >= NEAR:
            self._write(painter)

    def _write(self, painter: QPainter) -> None:
        colors, text = ink(), words(self.label, "small")
        if not (self.hover or self.selected) and self._length() < text.width + _ROOM:
            return
        middle = self.path.pointAtPercent(0.5)
        at = QPointF(middle.x() - text.width / 2, middle.y() - 20)
        if self.hover or self.selected:
            painter.setPen(colors.border)
            painter.setBrush(colors.card)
            painter.drawRoundedRect(QRectF(at.x() - 5, at.y() - 2, text.width + 10, 18), 4, 4)
            painter.setPen(colors.text)
        else:
            painter.setPen(colors.muted)
        painter.setFont(small_font())
        text.draw(painter, at)
