"""Rows of the data as pictures or as numbers, each with its class and the predicted one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas

_TILE, _GAP, _HEAD, _LINE = 48, 10, 26, 18


@dataclass(frozen=True, eq=False)
class Sample:
    """One row: a picture of it or None, its numbers in words, and what is said of it."""

    picture: QImage | None
    numbers: str
    words: str
    right: bool


class SamplesCanvas(Canvas):
    """As many samples as there is room for, under a heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ""
        self.samples: Sequence[Sample] = ()
        self.setMinimumWidth(150)

    def show_samples(self, heading: str, samples: Sequence[Sample]) -> None:
        """Show these."""
        self.heading, self.samples = heading, samples
        self.setAccessibleName(heading)
        self.stale()

    def draw(self, painter: QPainter) -> None:
        palette = theme.current()
        head = QRectF(0, 4, self.width() - 8, 18)
        words = painter.fontMetrics().elidedText(
            self.heading, Qt.TextElideMode.ElideRight, int(head.width())
        )
        ink.text(painter, head, words, palette.text)
        if self.samples and self.samples[0].picture is not None:
            self._draw_pictures(painter)
        else:
            self._draw_lines(painter)

    def _draw_pictures(self, painter: QPainter) -> None:
        palette = theme.current()
        across = max(int((self.width() - 8) // (_TILE + _GAP)), 1)
        for index, sample in enumerate(self.samples):
            left = (index % across) * (_TILE + _GAP)
            top = _HEAD + (index // across) * (_TILE + _GAP + 12)
            if top + _TILE > self.height() or sample.picture is None:
                return
            painter.drawImage(QRectF(left, top, _TILE, _TILE), sample.picture)
            color = palette.muted if sample.right else palette.positive
            below = QRectF(left - 4, top + _TILE, _TILE + 8, 14)
            ink.text(painter, below, sample.words, color, ink.CENTER)

    def _draw_lines(self, painter: QPainter) -> None:
        palette, metrics = theme.current(), painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        for index, sample in enumerate(self.samples):
            top = _HEAD + index * _LINE
            if top + _LINE > self.height():
                return
            color = palette.muted if sample.right else palette.positive
            line = QRectF(0, top, self.width() - 8, _LINE)
            words = metrics.elidedText(sample.words, elide, int(line.width() * 0.6))
            ink.text(painter, line, words, color)
            left = metrics.horizontalAdvance(words) + 10
            numbers = metrics.elidedText(sample.numbers, elide, int(line.width() - left))
            ink.text(painter, line.adjusted(left, 0, 0, 0), numbers, palette.text)
