"""The ground of the canvas: a quiet grid that thins out with distance."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

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
    pen = QPen(colors.grid, 0)
    painter.setPen(pen)
    lines = [
        QLineF(x, area.top(), x, area.bottom()) for x in _multiples(area.left(), area.right(), cell)
    ]
    lines += [
        QLineF(area.left(), y, area.right(), y) for y in _multiples(area.top(), area.bottom(), cell)
    ]
    # Without smoothing every line is one pixel wide, wherever it falls.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
