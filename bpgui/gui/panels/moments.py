"""Moments: a slider over the axis of steps, which stops at those that were kept."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from bpgui.gui import theme

#: Pixels: of the handle, of what marks a kept step, and between two of those at least.
_HANDLE, _MARK, _APART = 6.0, 3.0, 4.0
#: Where it lies as long as no axis is known: so far from both sides.
_MARGIN = 22.0
#: Kept steps that a page is long.
_PAGE = 10
_FORTH = (Qt.Key.Key_Right, Qt.Key.Key_Up)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Down)


class Moments(QSlider):
    """Its value is a step. Painted by hand, so that a step stands exactly below where the plots
    have it. `chosen(step)` when the user goes to another kept step."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._kept: tuple[int, ...] = ()
        #: Left and right end in pixels, and the steps that are there.
        self._axis: tuple[float, float, float, float] | None = None
        self.setTracking(True)
        self.valueChanged.connect(self._moved)
        theme.changes.changed.connect(self.update)

    def show_kept(self, kept: Sequence[int], step: int) -> None:
        """The kept steps, and the one at which the run stands."""
        self._kept = tuple(kept)
        if self.isSliderDown():
            return
        self.blockSignals(True)
        self.setRange(min([step, *kept]), max([step, *kept]))
        self.setValue(step)
        self.blockSignals(False)
        self.update()

    def align(self, left: float, right: float, first: float, last: float) -> None:
        """Lie below an axis: from step `first` at pixel `left` to step `last` at `right`."""
        axis = (left, right, first, last)
        if axis != self._axis:
            self._axis = axis
            self.update()

    # -- places --------------------------------------------------------------------------------

    def place(self, step: float) -> float:
        """The pixel of a step."""
        left, right, first, last = self._ends()
        return left + (step - first) / ((last - first) or 1.0) * (right - left)

    def step_at(self, pixel: float) -> int:
        """The kept step nearest to a pixel."""
        left, right, first, last = self._ends()
        return self._nearest(first + (pixel - left) / ((right - left) or 1.0) * (last - first))

    def _ends(self) -> tuple[float, float, float, float]:
        whole = float(self.minimum()), float(self.maximum())
        return self._axis or (_MARGIN, self.width() - _MARGIN, *whole)

    def _nearest(self, step: float) -> int:
        if not self._kept:
            return self.value()
        after = bisect.bisect_left(self._kept, step)
        return min(self._kept[max(after - 1, 0) : after + 1], key=lambda kept: abs(kept - step))

    # -- the user ------------------------------------------------------------------------------

    def _moved(self, step: int) -> None:
        nearest = self._nearest(step)
        if nearest != step:
            # Assistive tools may set any value.
            self.blockSignals(True)
            self.setValue(nearest)
            self.blockSignals(False)
        self.chosen.emit(nearest)

    def _go(self, by: int) -> None:
        """So many kept steps forth; from between two of them, to the next."""
        if not self._kept:
            return
        here = self.value()
        if by > 0:
            place = bisect.bisect_right(self._kept, here) - 1 + by
        else:
            place = bisect.bisect_left(self._kept, here) + by
        self.setValue(self._kept[min(max(place, 0), len(self._kept) - 1)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        ways = dict.fromkeys(_FORTH, 1) | dict.fromkeys(_BACK, -1)
        ways |= {Qt.Key.Key_PageUp: _PAGE, Qt.Key.Key_PageDown: -_PAGE}
        ways |= {Qt.Key.Key_Home: -len(self._kept), Qt.Key.Key_End: len(self._kept)}
        if key in ways:
            self._go(ways[key])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned and self.isEnabled():
            self._go(1 if turned > 0 else -1)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self.step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, middle = theme.current(), self.height() / 2
        left, right, _, _ = self._ends()
        here = self.place(self.value())
        strong = palette.color("accent" if self.isEnabled() else "line")
        groove = QRectF(left, middle - 1, max(right - left, 0.0), 2)
        painter.fillRect(groove, palette.color("line"))
        groove.setRight(min(max(here, left), right))
        painter.fillRect(groove, strong)
        if self.isEnabled():
            self._draw_marks(painter, middle)
        painter.setPen(QPen(strong if self.isEnabled() else palette.color("muted"), 2))
        painter.setBrush(palette.color("text" if self.hasFocus() else "panel"))
        if left - 1 <= here <= right + 1:
            painter.drawEllipse(QPointF(here, middle), _HANDLE, _HANDLE)
        else:
            _draw_arrow(painter, left if here < left else right, middle, here > right)
        painter.end()

    def _draw_marks(self, painter: QPainter, middle: float) -> None:
        """A small mark at every step it can stop at, as far as they can be told apart."""
        left, right, _, _ = self._ends()
        color, before = theme.current().color("muted"), -_APART
        for step in self._kept:
            at = self.place(step)
            if left - 1 <= at <= right + 1 and at - before >= _APART:
                painter.fillRect(QRectF(round(at), middle - _MARK, 1, 2 * _MARK), color)
                before = at

    def sizeHint(self) -> QSize:
        return QSize(120, 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 18)


def _draw_arrow(painter: QPainter, at: float, middle: float, forth: bool) -> None:
    """The run stands outside of what the axis shows, on this side."""
    way = 5.0 if forth else -5.0
    points = [QPointF(at, middle - 5), QPointF(at + way, middle), QPointF(at, middle + 5)]
    painter.drawPolygon(QPolygonF(points))
