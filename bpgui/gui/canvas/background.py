"""The ground of the canvas: a quiet grid that thins out with distance."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from bpgui.gui.canvas.ink import ink

#: Between two lines at 100 %, in scene pixels; at least this many screen pixels apart.
_CELL = 24.0
_CLOSEST = 16.0


def paint_background(painter: QPainter, area: QRectF, scale: float) -> None:
    """Fill `area` (scene pixels) with the canvas and its grid."""
    colors = ink()
    painter.fillRect(area, colors.canvas)
    cell = _CELL
    while cell * scale < _CLOSEST:
        cell *= 4
    # Boxes one pixel wide in device coordinates: a third of the cost of lines.
    transform = painter.worldTransform()
    seen = transform.mapRect(area).toAlignedRect()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.grid)
    columns = [
        QRect(round(x * scale + transform.dx()), seen.top(), 1, seen.height())
        for x in _multiples(area.left(), area.right(), cell)
    ]
    rows = [
        QRect(seen.left(), round(y * scale + transform.dy()), seen.width(), 1)
        for y in _multiples(area.top(), area.bottom(), cell)
    ]
    painter.drawRects(columns + rows)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setTransform(transform)


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
