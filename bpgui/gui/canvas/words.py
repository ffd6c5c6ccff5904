"""Words on the canvas, laid out once and drawn many times."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText

from bpgui.gui.canvas.ink import font_of


class Words:
    """One line of text in a font, shortened to a width."""

    __slots__ = ("_laid", "text", "width")

    def __init__(self, text: str, font: QFont, room: float = 1e6) -> None:
        metrics = QFontMetricsF(font)
        self.text = text
        shown = text if room >= 1e6 else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.width = metrics.horizontalAdvance(shown)
        self._laid = QStaticText(shown)
        self._laid.setTextFormat(Qt.TextFormat.PlainText)
        self._laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        self._laid.prepare(font=font)

    def draw(self, painter: QPainter, at: QPointF) -> None:
        """Draw with the painter's pen and font, the top left corner at a point."""
        painter.drawStaticText(at, self._laid)


@lru_cache(maxsize=4096)
def words(text: str, size: str, room: float = 1e6) -> Words:
    """The same words again, where many items say them; `size` names a font of `ink`."""
    return Words(text, font_of(size), room)
