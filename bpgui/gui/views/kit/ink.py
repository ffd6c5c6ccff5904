"""Ink: curves, bands, pictures and words, drawn fast from arrays.

pyqtgraph turns the arrays into paths and pictures; what its own plot items would do around that is
done by the bands, which are repainted only where something changed.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

Floats = NDArray[np.float64]
#: Beyond this the raster engine's fixed-point numbers run over.
_FAR = 30_000.0

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@cache
def pyqtgraph() -> Any:
    """pyqtgraph's functions. Imported late: it takes longer than the window needs to stand."""
    return importlib.import_module("pyqtgraph.functions")


def polyline(painter: QPainter, x: Floats, y: Floats) -> None:
    """A line through the points, broken where one is not finite; a lone point becomes a dot."""
    good = np.isfinite(x) & np.isfinite(y)
    if not good.any():
        return
    x, y = np.clip(x, -_FAR, _FAR), np.clip(y, -_FAR, _FAR)
    path = pyqtgraph().arrayToQPath(x, y, connect="all" if good.all() else "finite")
    painter.strokePath(path, painter.pen())
    beside = np.zeros_like(good)
    beside[1:] |= good[:-1]
    beside[:-1] |= good[1:]
    for row in np.flatnonzero(good & ~beside):
        painter.drawEllipse(QPointF(x[row], y[row]), 1.5, 1.5)


def band(
    painter: QPainter, frame: QRectF, x: Floats, low: Floats, high: Floats, color: QColor
) -> None:
    """The area between two lines, pixel column by pixel column; `low` is the lower on the screen.

    Made as a picture: filling a polygon of as many corners takes ten times as long.
    """
    good = np.isfinite(x) & np.isfinite(low) & np.isfinite(high)
    x, low, high = x[good], low[good], high[good]
    if len(x) < 2:
        return
    left, right = max(int(x[0]), int(frame.left())), min(int(x[-1]) + 1, int(frame.right()))
    top, bottom = int(frame.top()), int(frame.bottom())
    if right <= left or bottom <= top:
        return
    columns = np.arange(left, right) + 0.5
    rows = np.arange(top, bottom)[:, None] + 0.5
    inside = (rows <= np.interp(columns, x, low)) & (rows >= np.interp(columns, x, high))
    image = indexed(inside.view(np.uint8), [0, color.rgba()])
    painter.drawImage(QPointF(left, top), image)


def across(painter: QPainter, y: float, left: float, right: float, color: QColor) -> None:
    """A hairline from left to right; filled, which is quicker than drawn."""
    painter.fillRect(QRectF(round(left), round(y), round(right) - round(left), 1), color)


def down(painter: QPainter, x: float, top: float, bottom: float, color: QColor) -> None:
    """A hairline from top to bottom."""
    painter.fillRect(QRectF(round(x), round(top), 1, round(bottom) - round(top)), color)


def indexed(array: NDArray[np.uint8], table: list[int]) -> QImage:
    """A picture of its own from indices (height, width) and a table of 0xAARRGGBB colours."""
    array = np.ascontiguousarray(array)
    image: QImage = pyqtgraph().ndarray_to_qimage(array, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return image.copy()


def color_table(rgba: NDArray[np.uint8]) -> list[int]:
    """A table for `indexed` from RGBA rows."""
    r, g, b, a = rgba.astype(np.uint32).T
    return [int(color) for color in (a << 24) | (r << 16) | (g << 8) | b]


def pen(color: QColor | str, width: float = 1.0, dashed: bool = False) -> QPen:
    """A pen whose width does not scale."""
    made = QPen(QColor(color), width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    if dashed:
        made.setDashPattern([4.0, 3.0])
    return made


def text(
    painter: QPainter, rect: QRectF, words: str, color: QColor | str, align: Any = LEFT
) -> None:
    """Words on one line."""
    painter.setPen(QColor(color))
    painter.drawText(rect, int(align), words)
