"""What stands in the cells of a tensor's picture: the numbers, and marks where colours end."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from bpgui.gui import theme
from bpgui.gui.format import number
from bpgui.gui.views.kit import ink
from bpgui.gui.views.matrix.layout import GAP, layout
from bpgui.gui.views.matrix.probe import BROKEN, Portrait

#: At most so many cells have their numbers; the smallest cells that have, and that have marks.
MOST = 400
_WIDE, _HIGH, _MARKED = 26.0, 12.0, 5.0
#: Smaller cells are not seen among others.
_SEEN = 4.0
#: Pixels around the words in a cell.
_PAD = 3


def draw_cells(painter: QPainter, portrait: Portrait, place: QRectF, table: list[int]) -> None:
    """Write the numbers where there is room, and mark those beyond the colours."""
    places = layout(portrait.shape, portrait.picture).places
    rows, columns = places.shape
    wide, high = place.width() / columns, place.height() / rows
    values = portrait.values.ravel()
    if portrait.clipped and min(wide, high) >= _MARKED:
        _mark(painter, portrait, place, table)
    words: list[str] = []
    if places.size <= MOST and wide >= _WIDE and high >= _HIGH:
        shown = [float(values[flat]) for flat in places.flat if flat != GAP]
        words = _words(shown, painter, wide)
    if words:
        _write(painter, portrait, place, table, words)
    elif portrait.broken:
        _show_broken(painter, portrait, place, table[BROKEN])


def _write(
    painter: QPainter, portrait: Portrait, place: QRectF, table: list[int], words: list[str]
) -> None:
    """Each in its cell."""
    places = layout(portrait.shape, portrait.picture).places
    rows, columns = places.shape
    wide, high = place.width() / columns, place.height() / rows
    following = iter(words)
    for (row, column), flat in np.ndenumerate(places):
        if flat == GAP:
            continue
        cell = QRectF(place.left() + column * wide, place.top() + row * high, wide, high)
        ground = table[int(portrait.indices[row, column])]
        ink.text(painter, cell, next(following), theme.legible(QColor.fromRgb(ground)), ink.CENTER)


def _words(values: list[float], painter: QPainter, room: float) -> list[str]:
    """All numbers with as many digits as fit, three or two; none where not even those do."""
    metrics = painter.fontMetrics()
    for digits in (3, 2):
        words = [in_short(value, digits) for value in values]
        if all(metrics.horizontalAdvance(word) <= room - _PAD for word in words):
            return words
    return []


def in_short(value: float, digits: int) -> str:
    """A number for a cell."""
    if math.isnan(value):
        return "NaN"
    return number(value, digits)


def _show_broken(painter: QPainter, portrait: Portrait, place: QRectF, color: int) -> None:
    """Cells that are no number: crossed out; tiny ones as large as can be seen among others."""
    rows, columns = portrait.indices.shape
    wide, high = place.width() / columns, place.height() / rows
    painter.setPen(ink.pen(theme.legible(QColor.fromRgb(color))))
    for row, column in np.argwhere(portrait.indices == BROKEN)[:MOST]:
        cell = QRectF(place.left() + column * wide, place.top() + row * high, wide, high)
        if min(wide, high) >= _SEEN:
            painter.drawLine(cell.topLeft(), cell.bottomRight())
            painter.drawLine(cell.bottomLeft(), cell.topRight())
            continue
        grown = QRectF(0, 0, max(wide, _SEEN), max(high, _SEEN))
        grown.moveCenter(cell.center())
        painter.fillRect(grown, QColor.fromRgb(color))


def _mark(painter: QPainter, portrait: Portrait, place: QRectF, table: list[int]) -> None:
    """A corner cut off every cell whose number is beyond the last colour."""
    places = layout(portrait.shape, portrait.picture).places
    rows, columns = places.shape
    wide, high = place.width() / columns, place.height() / rows
    values = portrait.values.ravel()[places]
    with np.errstate(invalid="ignore"):
        beyond = (np.abs(values) > portrait.reach) & np.isfinite(values) & (places != GAP)
    side = min(wide, high, 16.0) / 2
    painter.setPen(ink.NO_PEN)
    for row, column in np.argwhere(beyond)[:MOST]:
        right, top = place.left() + (column + 1) * wide, place.top() + row * high
        painter.setBrush(theme.legible(QColor.fromRgb(table[int(portrait.indices[row, column])])))
        corner = [QPointF(right - side, top), QPointF(right, top), QPointF(right, top + side)]
        painter.drawPolygon(QPolygonF(corner))
