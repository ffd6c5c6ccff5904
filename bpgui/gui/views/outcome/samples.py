"""Rows of the data as pictures or as numbers, each with its class and the predicted one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.format import count
from bpgui.gui.forms.words import rich
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas

_TILE, _GAP, _HEAD, _LINE = 48, 10, 26, 18
#: The widths of a row's number and of a value, with the room to the next.
_NUMBER, _VALUE = 44, 62
_HAND = Qt.CursorShape.PointingHandCursor


@dataclass(frozen=True, eq=False)
class Sample:
    """One row: a picture of it or None, its numbers in words, and what is said of it."""

    picture: QImage | None
    numbers: str
    words: str
    right: bool
    #: Its number in its part of the data, from 0; more about it; its numbers one by one.
    row: int = 0
    tip: str = ""
    values: tuple[str, ...] = ()


class SamplesCanvas(Canvas):
    """As many samples as there is room for, under a heading; `picked(row)` on a click."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ""
        self.samples: Sequence[Sample] = ()
        self._names: tuple[str, ...] = ()
        self._pointed: Sample | None = None
        self.setMinimumWidth(150)

    def show_samples(
        self, heading: str, samples: Sequence[Sample], names: tuple[str, ...] = ()
    ) -> None:
        """Show these; `names` are those of their values."""
        self.heading, self.samples, self._names = heading, samples, names
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
        across = self._across
        for index, sample in enumerate(self.samples):
            tile = self._tile(index, across)
            if tile.bottom() > self.height() or sample.picture is None:
                return
            painter.drawImage(tile, sample.picture)
            if sample is self._pointed:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(ink.pen(palette.text, 1.5))
                painter.drawRect(tile)
            color = palette.muted if sample.right else palette.positive
            below = QRectF(tile.left() - 4, tile.bottom(), _TILE + 8, 14)
            ink.text(painter, below, sample.words, color, ink.CENTER)

    @property
    def _across(self) -> int:
        return max(int((self.width() - 8) // (_TILE + _GAP)), 1)

    def _tile(self, index: int, across: int) -> QRectF:
        left, top = (index % across) * (_TILE + _GAP), (index // across) * (_TILE + _GAP + 12)
        return QRectF(left, _HEAD + top, _TILE, _TILE)

    def _line(self, index: int) -> QRectF:
        """The line of a sample; that of the headings is before the first."""
        return QRectF(0, _HEAD + (index + 1) * _LINE, self.width() - 8, _LINE)

    def _draw_lines(self, painter: QPainter) -> None:
        """A table: number, classes, and as many values as there is room for."""
        if not self.samples:
            return
        palette, metrics = theme.current(), painter.fontMetrics()
        widest = max(metrics.horizontalAdvance(sample.words) for sample in self.samples)
        words = min(widest, int(self.width() * 0.45)) + 12
        columns = [(0, _NUMBER), (_NUMBER, words)]
        left = _NUMBER + words
        while left + _VALUE <= self.width() - 8:
            columns.append((left, _VALUE))
            left += _VALUE
        heads = ("row", "true → predicted", *self._names)
        self._draw_cells(painter, self._line(-1), heads, columns, [palette.muted] * len(columns))
        for index, sample in enumerate(self.samples):
            line = self._line(index)
            if line.bottom() > self.height():
                return
            if sample is self._pointed:
                painter.fillRect(line, palette.color("raised"))
            color = palette.muted if sample.right else palette.positive
            colors = [palette.muted, color, *[palette.text] * len(columns)]
            cells = (count(sample.row + 1), sample.words, *sample.values)
            self._draw_cells(painter, line, cells, columns, colors)

    def _draw_cells(
        self,
        painter: QPainter,
        line: QRectF,
        cells: Sequence[str],
        columns: Sequence[tuple[int, int]],
        colors: Sequence[str],
    ) -> None:
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        for number, (words, (left, width)) in enumerate(zip(cells, columns, strict=False)):
            place = QRectF(left, line.top(), width - 10, line.height())
            way = ink.LEFT if number == 1 else ink.RIGHT
            ink.text(
                painter, place, metrics.elidedText(words, elide, width - 10), colors[number], way
            )

    # -- the mouse -----------------------------------------------------------------------------

    def sample_at(self, x: float, y: float) -> Sample | None:
        """The sample at a place."""
        pictures = bool(self.samples) and self.samples[0].picture is not None
        for index, sample in enumerate(self.samples):
            rect = self._tile(index, self._across) if pictures else self._line(index)
            if rect.bottom() > self.height():
                return None
            if rect.contains(x, y):
                return sample
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.sample_at(event.position().x(), event.position().y())
        if found is not self._pointed:
            self._pointed = found
            self.setToolTip("" if found is None else rich(found.tip))
            self.setCursor(_HAND if found is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.sample_at(event.position().x(), event.position().y())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(found.row)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()
