"""Ink: curves, pictures and words, drawn fast from arrays; and pyqtgraph, set up."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
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
NO_PEN = Qt.PenStyle.NoPen


@cache
def pyqtgraph() -> Any:
    """pyqtgraph, set up. Imported late: it takes longer than the window needs to stand."""
    made = importlib.import_module("pyqtgraph")
    made.setConfigOptions(useOpenGL=False, antialias=False)
    return made


def polyline(painter: QPainter, x: Floats, y: Floats) -> None:
    """A line through the points, broken where one is not finite; a lone point becomes a dot."""
    good = np.isfinite(x) & np.isfinite(y)
    if not good.any():
        return
    x, y = np.clip(x, -_FAR, _FAR), np.clip(y, -_FAR, _FAR)
    path = pyqtgraph().functions.arrayToQPath(x, y, connect="all" if good.all() else "finite")
    painter.strokePath(path, painter.pen())
    for row in np.flatnonzero(lone(good)):
        painter.drawEllipse(QPointF(x[row], y[row]), 1.5, 1.5)


def lone(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the good points have no good neighbour: no line goes to them."""
    beside = np.zeros_like(good)
    beside[1:] |= good[:-1]
    beside[:-1] |= good[1:]
    return good & ~beside


def across(painter: QPainter, y: float, left: float, right: float, color: QColor) -> None:
    """A hairline from left to right; filled, which is quicker than drawn."""
    painter.fillRect(QRectF(round(left), round(y), round(right) - round(left), 1), color)


def down(painter: QPainter, x: float, top: float, bottom: float, color: QColor) -> None:
    """A hairline from top to bottom."""
    painter.fillRect(QRectF(round(x), round(top), 1, round(bottom) - round(top)), color)


def indexed(array: NDArray[np.uint8], table: list[int]) -> QImage:
    """A picture of its own from indices (height, width) and a table of 0xAARRGGBB colours."""
    array = np.ascontiguousarray(array)
    image: QImage = pyqtgraph().functions.ndarray_to_qimage(array, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return image.copy()


def color_table(rgba: NDArray[np.uint8]) -> list[int]:
    """A table for `indexed` from RGBA rows."""
    r, g, b, a = rgba.astype(np.uint32).T
    return [int(color) for color in (a << 24) | (r << 16) | (g << 8) | b]


def pen(
    color: QColor | str, width: float = 1.0, dashed: bool = False, dashes: Sequence[float] = ()
) -> QPen:
    """A pen whose width does not scale; dashes: strokes and gaps of its own, in widths."""
    made = QPen(QColor(color), width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    if dashed or dashes:
        made.setDashPattern(list(dashes) or [4.0, 3.0])
    return made


def text(
    painter: QPainter, rect: QRectF, words: str, color: QColor | str, align: Any = LEFT
) -> None:
    """Words on one line."""
    painter.setPen(QColor(color))
    painter.drawText(rect, int(align), words)
