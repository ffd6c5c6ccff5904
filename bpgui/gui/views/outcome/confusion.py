"""The confusion matrix: which class is predicted as which, and how often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.format import count, percent
from bpgui.gui.forms.words import rich
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.outcome.probe import rates

_TOP, _RATES = 38, 118
_NARROWEST, _WIDEST = 44, 112
_CELL = 56.0


class ConfusionCanvas(Canvas):
    """Rows: the true class; columns: the predicted one; beside them precision and recall."""

    #: (true class, predicted class), or None for all mistakes.
    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.classes: tuple[str, ...] = ()
        self.counts: NDArray[np.int64] | None = None
        self.chosen: tuple[int, int] | None = None
        self._pointed: tuple[int, int] | None = None
        #: The room for the names at the left.
        self._left: float = _NARROWEST
        self.setMinimumSize(200, 140)

    def show_classes(self, classes: tuple[str, ...]) -> None:
        """The classes, in the order of their numbers."""
        self.classes, self.counts, self.chosen = classes, None, None
        metrics = QFontMetricsF(theme.caption())
        widest = max((metrics.horizontalAdvance(name) for name in classes), default=0.0)
        self._left = min(max(widest + 18, _NARROWEST), _WIDEST)
        self.stale()

    def show_counts(self, counts: NDArray[np.int64]) -> None:
        """The matrix as it is now."""
        self.counts = counts
        self.stale()

    @property
    def cell(self) -> float:
        """The side of a cell in pixels."""
        number = max(len(self.classes), 1)
        room = min(self.width() - self._left - self._rates_width() - 12, self.height() - _TOP - 10)
        return max(min(room / number, _CELL), 4.0)

    def _rates_width(self) -> float:
        return _RATES if self.width() >= 340 else 0.0

    def _rect(self, row: int, column: int) -> QRectF:
        side = self.cell
        return QRectF(self._left + column * side, _TOP + row * side, side, side)

    # -- painting ------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if self.counts is None:
            return
        self._draw_cells(painter, self.counts)
        self._draw_names(painter)
        if self._rates_width():
            self._draw_rates(painter, self.counts)

    def _draw_cells(self, painter: QPainter, counts: NDArray[np.int64]) -> None:
        palette, side = theme.current(), self.cell
        most = np.maximum(counts.sum(axis=1), 1)
        painter.setFont(theme.caption())
        for row, column in np.ndindex(*counts.shape):
            amount, share = int(counts[row, column]), float(counts[row, column] / most[row])
            rect = self._rect(row, column).adjusted(0.5, 0.5, -1, -1)
            role = "accent" if row == column else "positive"
            painter.fillRect(rect, palette.color("field"))
            if amount:
                # A single mistake among thousands is still to be seen.
                painter.fillRect(rect, palette.color(role, 0.18 + 0.82 * share))
            if side >= 16 and amount:
                strong = share > 0.55
                color = palette.on_accent if strong else palette.text
                ink.text(painter, rect, count(amount), color, ink.CENTER)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, color in ((self.chosen, palette.text), (self._pointed, palette.muted)):
            if place is not None and max(place) < len(self.classes):
                painter.setPen(ink.pen(color, 1.5))
                painter.drawRect(self._rect(*place))

    def _draw_names(self, painter: QPainter) -> None:
        palette, side = theme.current(), self.cell
        metrics, last = painter.fontMetrics(), len(self.classes) * side
        ink.text(
            painter, QRectF(0, _TOP - 18, self._left - 8, 16), "true", palette.muted, ink.RIGHT
        )
        heading = QRectF(self._left, 4, max(last, 80), 14)
        ink.text(painter, heading, "predicted", palette.muted)
        if side < 11:
            return
        for number, name in enumerate(self.classes):
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(self._left) - 14)
            row = QRectF(0, _TOP + number * side, self._left - 8, side)
            ink.text(painter, row, words, palette.text, ink.RIGHT)
            column = QRectF(self._left + number * side, _TOP - 18, side, 16)
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(side))
            ink.text(painter, column, words, palette.text, ink.CENTER)

    def _draw_rates(self, painter: QPainter, counts: NDArray[np.int64]) -> None:
        palette, side = theme.current(), self.cell
        left = self._left + len(self.classes) * side + 14
        heads = QRectF(left, _TOP - 18, 48, 16)
        ink.text(painter, heads, "precision", palette.muted, ink.RIGHT)
        ink.text(painter, heads.translated(52, 0), "recall", palette.muted, ink.RIGHT)
        if side < 11:
            return
        for number, pair in enumerate(zip(*rates(counts), strict=True)):
            for column, value in enumerate(pair):
                rect = QRectF(left + 52 * column, _TOP + number * side, 48, side)
                words = percent(float(value)) if np.isfinite(value) else "–"
                ink.text(painter, rect, words, palette.text, ink.RIGHT)

    # -- the mouse -----------------------------------------------------------------------------

    def _place(self, x: float, y: float) -> tuple[int, int] | None:
        column, row = int((x - self._left) // self.cell), int((y - _TOP) // self.cell)
        inside = 0 <= row < len(self.classes) and 0 <= column < len(self.classes)
        return (row, column) if inside else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointed = self._place(event.position().x(), event.position().y())
        if pointed != self._pointed:
            self._pointed = pointed
            self.setToolTip(rich(self._sentence(pointed)))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().x(), event.position().y())
        self.chosen = None if place == self.chosen else place
        self.picked.emit(self.chosen)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()

    def _sentence(self, place: tuple[int, int] | None) -> str:
        if place is None or self.counts is None:
            return ""
        true, predicted = (self.classes[number] for number in place)
        amount = int(self.counts[place])
        of = int(self.counts[place[0]].sum())
        return (
            f"{count(amount)} of {count(of)} rows of {true} are predicted as {predicted}. "
            "Click to see them."
        )
