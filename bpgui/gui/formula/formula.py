"""A formula at a size, broken into lines where it is wide."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QPainter

from bpgui.gui.formula.boxes import Box, join, row
from bpgui.gui.formula.parse import parse, plain

#: How far lines after the first are set in, in ems; and the room between lines.
INDENT, LEADING = 1.6, 0.3


class Formula:
    """LaTeX ready to be drawn. `width`, if given, is where lines are broken before a sign."""

    def __init__(self, latex: str, size: float, width: float | None = None) -> None:
        self.latex, self._size = latex, size
        self._lines = _lines(latex, size, width)

    @property
    def size(self) -> QSizeF:
        """The room it takes."""
        width = max(x + line.width for x, line in self._lines)
        leading = LEADING * self._size * (len(self._lines) - 1)
        return QSizeF(width, sum(line.height for _, line in self._lines) + leading)

    @property
    def baseline(self) -> float:
        """Of the first line, from the top."""
        return self._lines[0][1].ascent

    @property
    def text(self) -> str:
        """As a line of text."""
        return plain(self.latex)

    def draw(self, painter: QPainter, at: QPointF) -> None:
        """Draw with the pen's colour; `at` is the upper left corner."""
        y = at.y()
        for x, line in self._lines:
            line.draw(painter, at.x() + x, y + line.ascent)
            y += line.height + LEADING * self._size


@lru_cache(maxsize=512)
def _lines(latex: str, size: float, width: float | None) -> tuple[tuple[float, Box], ...]:
    items = row(parse(latex).items, size)
    whole = join(items)
    if width is None or whole.width <= width:
        return ((0.0, whole),)
    lines: list[list[Box]] = [[]]
    used = 0.0
    for piece in _pieces(items):
        room = sum(each.width for each in piece)
        if lines[-1] and used + room > width:
            lines.append([])
            used = INDENT * size
        lines[-1] += piece
        used += room
    return tuple((INDENT * size if i else 0.0, join(line)) for i, line in enumerate(lines))


def _pieces(items: list[Box]) -> list[list[Box]]:
    """Runs that stay together: each begins with a sign that a line may be broken before."""
    pieces: list[list[Box]] = [[]]
    for item in items:
        if item.breaks and pieces[-1]:
            pieces.append([])
        pieces[-1].append(item)
    return pieces
