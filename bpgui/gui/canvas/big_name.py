"""The name on a card seen from afar: as large as the card has room for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QPainter

from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH
from bpgui.gui.canvas.ink import big_font
from bpgui.gui.canvas.words import Words

_SIZES = (31, 27, 24, 21)
_LEFT = 24.0
_ROOM = CARD_WIDTH - _LEFT - 6


class BigName:
    """One line, or two, in the largest letters that fit."""

    __slots__ = ("_name", "_placed", "_size")

    def __init__(self, name: str) -> None:
        self._name = name
        self._placed: list[tuple[QPointF, Words]] | None = None
        self._size = 0

    def draw(self, painter: QPainter) -> None:
        """Draw with the painter's pen, in card coordinates."""
        if self._placed is None:
            self._lay()
        painter.setFont(big_font(self._size))
        for at, line in self._placed or ():
            line.draw(painter, at)

    def _lay(self) -> None:
        self._size, lines = _broken(self._name)
        height = QFontMetricsF(big_font(self._size)).height()
        top = CARD_HEIGHT / 2 - height * len(lines) / 2
        self._placed = [
            (QPointF(_LEFT, top + index * height), Words(line, big_font(self._size), _ROOM))
            for index, line in enumerate(lines)
        ]


@lru_cache(maxsize=4096)
def _broken(name: str) -> tuple[int, tuple[str, ...]]:
    """The size of the letters, and the lines: broken at the blank that parts a name most evenly."""
    ways: list[tuple[str, ...]] = [(name,)]
    blanks = [index for index, letter in enumerate(name) if letter == " "]
    if blanks:
        at = min(blanks, key=lambda index: abs(index - len(name) / 2))
        ways.append((name[:at], name[at + 1 :]))
    for size in _SIZES:
        metrics = QFontMetricsF(big_font(size))
        for lines in ways:
            if all(metrics.horizontalAdvance(line) <= _ROOM for line in lines):
                return size, lines
    return _SIZES[-1], ways[-1]
