"""Drawing wires, quickly.

A smooth stroke two pixels wide costs the raster engine five times as much as a hairline. So a thin
wire is one hairline, or two side by side; most wires are straight, and those are boxes.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from bpgui.gui.canvas.ink import hairline, solid


class Way(Protocol):
    """What runs from one point of the scene to another."""

    start: QPointF
    end: QPointF

    @property
    def path(self) -> QPainterPath: ...


#: Widths in screen pixels up to which one hairline, and up to which two, look right.
_ONE, _TWO = 1.45, 2.3


def stroke(painter: QPainter, wire: Way, color: QColor, width: float) -> None:
    """Draw a wire, `width` in scene pixels."""
    start, end = wire.start, wire.end
    pixels = width * painter.worldTransform().m11()
    if abs(start.y() - end.y()) < 0.25 and end.x() > start.x():
        _box(painter, start, end, max(1, round(pixels)), color)
    elif pixels > _TWO:
        painter.strokePath(wire.path, solid(color, width))
    else:
        painter.setPen(hairline(color))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(wire.path)
        if pixels > _ONE:
            # Beside the first, across the way it goes.
            aside = width * (0.3 if end.y() > start.y() else -0.3)
            painter.translate(aside, -abs(aside))
            painter.drawPath(wire.path)
            painter.translate(-aside, abs(aside))


def _box(painter: QPainter, start: QPointF, end: QPointF, pixels: int, color: QColor) -> None:
    """A level line on whole pixels of the screen, so that it is sharp at every zoom."""
    transform = painter.worldTransform()
    first, last = transform.map(start), transform.map(end)
    painter.resetTransform()
    top = round(first.y() - pixels / 2)
    painter.fillRect(QRectF(first.x(), top, last.x() - first.x(), pixels), color)
    painter.setTransform(transform)
