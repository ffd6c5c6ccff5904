"""Predictions against targets of a regression, and the residuals."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.format import count, number
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.bars import draw_bars
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.outcome.probe import Floats

_LEFT, _TOP, _BOTTOM, _RIGHT = 48, 12, 34, 12
_BINS, _SIDE, _DRAWN = 31, 190, 2000
#: How near a point the pointer has to be, in pixels.
_NEAR = 10.0


class ScatterCanvas(Canvas):
    """A point a row: the target across, the prediction up; on the diagonal both are the same.

    `picked(row)` when a point is clicked.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.targets: Floats = np.zeros(0)
        self.answers: Floats = np.zeros(0)
        self._outputs = 1
        #: The scales of the points, and the place of the one that is pointed at.
        self._scales: tuple[Scale, Scale] | None = None
        self._pointed = -1
        self.setMinimumSize(200, 140)

    def show_pairs(self, targets: Floats, answers: Floats, outputs: int = 1) -> None:
        """Show these, `outputs` values a row."""
        self.targets, self.answers, self._outputs = targets, answers, outputs
        self.stale()

    def draw(self, painter: QPainter) -> None:
        if not len(self.targets):
            return
        room = min(self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        area = QRectF(_LEFT, _TOP, max(room, 20), max(room, 20))
        low, high = self._ends()
        across = Scale(low, high, area.left(), area.right())
        up = Scale(low, high, area.bottom(), area.top())
        self._scales = across, up
        self._draw_axes(painter, area, across, up)
        painter.setClipRect(area)
        self._draw_points(painter, across, up)
        painter.setClipping(False)
        left = area.right() + 24
        if self.width() - left >= 120:
            side = QRectF(left, area.top(), min(self.width() - left - 14, _SIDE), area.height())
            self._draw_residuals(painter, side)

    def _draw_axes(self, painter: QPainter, area: QRectF, across: Scale, up: Scale) -> None:
        palette = theme.current()
        for mark in ticks.linear(across.low, across.high, max(int(area.width() / 60), 2)):
            x, y = across.pixel(mark), up.pixel(mark)
            ink.down(painter, x, area.top(), area.bottom(), palette.color("line"))
            ink.across(painter, y, area.left(), area.right(), palette.color("line"))
            below = QRectF(x - 30, area.bottom() + 3, 60, 14)
            ink.text(painter, below, ticks.word(mark), palette.muted, ink.CENTER)
            beside = QRectF(0, y - 7, area.left() - 6, 14)
            ink.text(painter, beside, ticks.word(mark), palette.muted, ink.RIGHT)
        painter.setPen(ink.pen(palette.muted, dashed=True))
        painter.drawLine(area.bottomLeft(), area.topRight())
        name = QRectF(area.left(), area.bottom() + 17, area.width(), 14)
        ink.text(painter, name, "target", palette.text, ink.RIGHT)
        top = QRectF(area.left() + 6, area.top() + 2, 100, 14)
        ink.text(painter, top, "prediction", palette.text)
        if self.outside:
            below = QRectF(area.left() + 6, area.bottom() - 18, area.width() - 12, 14)
            ink.text(painter, below, f"{count(self.outside)} outside", palette.warning)

    def _draw_points(self, painter: QPainter, across: Scale, up: Scale) -> None:
        palette = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("accent", 0.6))
        every = -(-len(self.targets) // _DRAWN)
        xs, ys = across.pixels(self.targets[::every]), up.pixels(self.answers[::every])
        for x, y in zip(xs, ys, strict=True):
            if np.isfinite(y):
                painter.drawEllipse(QPointF(x, y), 3, 3)
        if 0 <= self._pointed < len(self.targets):
            at = across.pixel(self.targets[self._pointed]), up.pixel(self.answers[self._pointed])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(ink.pen(palette.text, 1.5))
            painter.drawEllipse(QPointF(*at), 5, 5)

    def _draw_residuals(self, painter: QPainter, rect: QRectF) -> None:
        """How often the prediction is off by how much: too low to the left, too high to the
        right."""
        palette = theme.current()
        residuals = self.answers - self.targets
        residuals = residuals[np.isfinite(residuals)]
        ink.text(
            painter, QRectF(rect.left(), rect.top(), rect.width(), 16), "Residuals", palette.text
        )
        if not len(residuals):
            return
        reach = float(np.abs(residuals).max()) or 1.0
        counts, _ = np.histogram(residuals, _BINS, (-reach, reach))
        bars = QRectF(rect.left(), rect.top() + 20, rect.width(), min(rect.height() - 60, 80.0))
        draw_bars(painter, bars, counts.tolist())
        ink.across(painter, bars.bottom(), bars.left(), bars.right(), palette.color("line"))
        line = QRectF(rect.left(), bars.bottom() + 3, rect.width(), 14)
        ink.text(painter, line, number(-reach, 3), palette.muted)
        ink.text(painter, line, "0", palette.muted, ink.CENTER)
        ink.text(painter, line, number(reach, 3), palette.muted, ink.RIGHT)
        error = float(np.sqrt(np.mean(np.square(residuals))))
        words = f"root mean square {number(error)}"
        ink.text(painter, line.translated(0, 18), words, palette.muted)
        with np.errstate(invalid="ignore"):
            worst = int(np.nanargmax(np.abs(self.answers - self.targets)))
        words = f"worst: {self._words(worst)}"
        for place, part in enumerate(words.split(", ")):
            ink.text(painter, line.translated(0, 36 + 16 * place), part, palette.muted)

    # -- the mouse -----------------------------------------------------------------------------

    def point_at(self, x: float, y: float) -> int:
        """The value whose point is nearest to a place; -1 where none is near."""
        if self._scales is None or not len(self.targets):
            return -1
        across, up = self._scales
        away = np.hypot(across.pixels(self.targets) - x, up.pixels(self.answers) - y)
        if not np.isfinite(away).any():
            return -1
        nearest = int(np.nanargmin(away))
        return nearest if away[nearest] <= _NEAR else -1

    def _words(self, place: int) -> str:
        target, answer = float(self.targets[place]), float(self.answers[place])
        which = f", output {place % self._outputs + 1}" if self._outputs > 1 else ""
        return (
            f"row {count(place // self._outputs + 1)}{which}, target {number(target, 4)}, "
            f"predicted {number(answer, 4)}"
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.point_at(event.position().x(), event.position().y())
        if found != self._pointed:
            self._pointed = found
            words = self._words(found).capitalize() if found >= 0 else ""
            self.setToolTip(f"{words}. Click to look at it closely." if words else "")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.point_at(event.position().x(), event.position().y())
        if found >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(found // self._outputs)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = -1
        self.update()

    @property
    def outside(self) -> int:
        """How many predictions lie above or below the picture."""
        low, high = self._ends()
        with np.errstate(invalid="ignore"):
            return int(np.count_nonzero((self.answers < low) | (self.answers > high)))

    def _ends(self) -> tuple[float, float]:
        """Around all targets: predictions far from them would press the picture flat."""
        low, high = float(self.targets.min()), float(self.targets.max())
        pad = 0.06 * (high - low) or 1.0
        return low - pad, high + pad
