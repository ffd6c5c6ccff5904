"""The time canvas: bands over one axis of steps, with one cursor through all of them."""

from __future__ import annotations

import math
from time import perf_counter

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.format import count
from bpgui.gui.history import History
from bpgui.gui.views.bands.band import Band
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.kit.time_range import TimeRange

HEADER = 32
AXIS = 24
RIGHT = 60
GAP = 4
#: While the network trains, drawing may take this share of the time.
SHARE = 0.06
#: Shorter drags are clicks.
_DRAG = 5


class TimeCanvas(Canvas):
    """Paints its bands below each other; drag zooms, the wheel too, double-click shows everything
    again.

    What does not move with the cursor is kept as a pixmap, so that a moving cursor costs next to
    nothing.
    """

    picked = Signal(int)
    #: There are other curves than before.
    drawn = Signal()

    def __init__(self, bands: list[Band], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bands = bands
        self.range = TimeRange(self)
        self.range.changed.connect(self.grown)
        self.range.moved.connect(self._moved)
        self._frames: list[QRectF] = [QRectF() for _ in bands]
        self._still: QPixmap | None = None
        self._pointer = math.nan
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self._panned: float | None = None
        self._due = 0.0
        #: The step at which the run diverged.
        self.broken: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for band in bands:
            if band.header is not None:
                band.header.setParent(self)

    def begin(self, history: History) -> None:
        """Another run."""
        self.broken = None
        for band in self.bands:
            band.begin(history)
        self.range.begin(history.first)
        self.stale()

    def stale(self) -> None:
        self._still = None
        self.update()

    @property
    def due(self) -> bool:
        """Whether enough time has passed to draw anew without taking more than its share."""
        return perf_counter() >= self._due

    def grown(self) -> None:
        """There are more steps: draw anew, but spare the controls above the bands."""
        if self.range.cursor is not None:
            self.stale()
            return
        self._still = None
        below = [*(frame.top() - HEADER for frame in self._frames[1:]), float(self.height())]
        for frame, bottom in zip(self._frames, below, strict=True):
            # The words at the ends of an axis reach a little beyond it.
            top = round(frame.top()) - 9
            self.update(0, top, self.width(), round(bottom) + 9 - top)

    # -- places --------------------------------------------------------------------------------

    @property
    def scale(self) -> Scale:
        """The shared scale: step s is drawn at s, the frames begin at the step before the first."""
        frame = self._frames[0]
        return Scale(self.range.first, self.range.last, frame.left(), frame.right())

    def frame(self, band: Band) -> QRectF:
        """The rectangle in which a band draws its values."""
        return self._frames[self.bands.index(band)]

    def _arrange(self) -> None:
        left = max(band.left_margin() for band in self.bands)
        width = max(self.width() - left - RIGHT, 10.0)
        room = max(self.height() - AXIS - len(self.bands) * HEADER - GAP, 20.0)
        heights = self._heights(room)
        top = 0.0
        for index, (band, height) in enumerate(zip(self.bands, heights, strict=True)):
            if band.header is not None:
                band.header.setGeometry(0, round(top), self.width(), HEADER)
            self._frames[index] = QRectF(
                round(left), round(top) + HEADER, round(width), round(height)
            )
            top += HEADER + height

    def _heights(self, room: float) -> list[float]:
        """Every band its share; what one cannot use goes to the others."""
        total = sum(band.share for band in self.bands)
        heights = [band.fitting(room * band.share / total) for band in self.bands]
        spare = room - sum(heights)
        greedy = [i for i, band in enumerate(self.bands) if band.fitting(room) >= room]
        for index in greedy:
            heights[index] += spare / len(greedy)
        return heights

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stale()

    # -- painting ------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatio()
        still = self._still
        if still is None or still.devicePixelRatio() != ratio:
            begun = perf_counter()
            self._still = still = self._draw_still(ratio)
            self._due = perf_counter() + (perf_counter() - begun) / SHARE
            self.drawn.emit()
        painter.drawPixmap(0, 0, still)
        self._draw_cursor(painter)
        self._draw_box(painter)

    def _draw_still(self, ratio: float) -> QPixmap:
        self._arrange()
        still = QPixmap(self.size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(theme.current().color("panel"))
        painter = QPainter(still)
        painter.setFont(theme.caption())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            for band, frame in zip(self.bands, self._frames, strict=True):
                painter.save()
                band.paint(painter, frame, self.scale)
                painter.restore()
            self._draw_axis(painter)
            self._draw_broken(painter)
        finally:
            painter.end()
        return still

    def _draw_axis(self, painter: QPainter) -> None:
        palette, scale, frame = theme.current(), self.scale, self._frames[-1]
        marks = ticks.steps(scale.low, scale.high, max(int(frame.width() / 90), 2))
        top = frame.bottom() + 2
        free = self.width() - 4 - 30
        for mark, word in zip(marks, ticks.words(marks), strict=True):
            at = scale.pixel(mark)
            ink.down(painter, at, top, top + 3, palette.color("line"))
            rect = QRectF(at - 50, top + 3, 100, 16)
            if at + 24 < free:
                ink.text(painter, rect, word, palette.muted, ink.CENTER)
        ink.text(
            painter, QRectF(0, top + 3, self.width() - 8, 16), "step", palette.muted, ink.RIGHT
        )

    def _draw_broken(self, painter: QPainter) -> None:
        if self.broken is None:
            return
        palette, at = theme.current(), round(self.scale.pixel(self.broken)) + 0.5
        if not self._frames[0].left() <= at <= self._frames[0].right() + 1:
            return
        painter.setPen(ink.pen(palette.bad, dashed=True))
        top = self._frames[0].top()
        painter.drawLine(QPointF(at, top), QPointF(at, self._frames[-1].bottom()))
        rect = QRectF(at - 84, top + 2, 80, 16)
        ink.text(painter, rect, "diverged", palette.bad, ink.RIGHT)

    def _draw_cursor(self, painter: QPainter) -> None:
        at, cursor = self._cursor_pixel(), self.range.cursor
        if at is None or cursor is None:
            return
        palette, bottom = theme.current(), self._frames[-1].bottom()
        painter.setPen(ink.pen(palette.muted, dashed=True))
        painter.drawLine(QPointF(at, self._frames[0].top()), QPointF(at, bottom))
        for band, frame in zip(self.bands, self._frames, strict=True):
            band.paint_cursor(painter, frame, self.scale, cursor, self._pointer)
        words = count(round(cursor))
        width = painter.fontMetrics().horizontalAdvance(words) + 12
        left = min(max(at - width / 2, 0.0), self.width() - width)
        pill = QRectF(left, bottom + 4, width, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("text"))
        painter.drawRoundedRect(pill, 4, 4)
        ink.text(painter, pill, words, palette.panel, ink.CENTER)

    def _cursor_pixel(self) -> float | None:
        if self.range.cursor is None:
            return None
        at = self.scale.pixel(self.range.cursor)
        frame = self._frames[0]
        return round(at) + 0.5 if frame.left() <= at <= frame.right() else None

    def _draw_box(self, painter: QPainter) -> None:
        box = self._box()
        if box is None:
            return
        palette = theme.current()
        painter.setPen(ink.pen(palette.accent))
        painter.setBrush(palette.color("accent", 0.15))
        painter.drawRect(box)

    def _box(self) -> QRectF | None:
        """The zoom box being dragged; a flat one takes the whole height."""
        if self._pressed is None or self._dragged is None:
            return None
        frame = self._frame_at(self._pressed)
        if frame is None or abs(self._dragged.x() - self._pressed.x()) < _DRAG:
            return None
        xs, ys = zip(self._pressed.toTuple(), self._dragged.toTuple(), strict=True)
        left, right = max(min(xs), frame.left()), min(max(xs), frame.right())
        top, bottom = max(min(ys), frame.top()), min(max(ys), frame.bottom())
        if bottom - top < 3 * _DRAG:
            top, bottom = frame.top(), frame.bottom()
        return QRectF(left, top, right - left, bottom - top)

    def _frame_at(self, point: QPointF) -> QRectF | None:
        reach = [frame.adjusted(-1, -1, 1, 1) for frame in self._frames]
        return next(
            (f for f, r in zip(self._frames, reach, strict=True) if r.contains(point)), None
        )

    # -- the mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragged = None
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._panned = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._panned is not None:
            self.range.pan(self.scale.value(self._panned) - self.scale.value(at.x()))
            self._panned = at.x()
        self._pointer = at.y()
        if self._pressed is not None:
            self._dragged = at
            self.update()
        frame = self._frames[0]
        inside = frame.left() - 1 <= at.x() <= frame.right() + 1
        step = round(self.scale.value(at.x())) if inside else None
        if step is not None:
            step = int(min(max(step, self.range.origin + 1), max(self.range.end, 1)))
        self.range.point(step)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = None
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        box, frame = self._box(), self._frame_at(self._pressed)
        if box is not None and frame is not None:
            scale = self.scale
            if box.height() < frame.height():
                self.bands[self._frames.index(frame)].zoom(box.top(), box.bottom())
            self.range.zoom(scale.value(box.left()), scale.value(box.right()))
            self.stale()
        else:
            self._click(self._pressed)
        self._pressed = self._dragged = None
        self.update()

    def _click(self, point: QPointF) -> None:
        for band, frame in zip(self.bands, self._frames, strict=True):
            if frame.top() <= point.y() <= frame.bottom():
                node = band.click(point.y())
                if node is not None:
                    self.picked.emit(node)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.range.zoom_at(self.scale.value(event.position().x()), 0.8 ** (turned / 120))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = math.nan
        self.range.point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, length = event.key(), self.range.last - self.range.first
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            way = 1 if key == Qt.Key.Key_Right else -1
            start = self.range.cursor if self.range.cursor is not None else self.range.last
            step = start + way * max(round(length / 200), 1)
            self.range.point(min(max(step, self.range.origin + 1), self.range.end))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            middle = self.range.cursor or (self.range.first + self.range.last) / 2
            self.range.zoom_at(middle, 1.25 if key == Qt.Key.Key_Minus else 0.8)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_0):
            self.show_all()
        else:
            super().keyPressEvent(event)

    def show_all(self) -> None:
        """Show the whole run again."""
        for band in self.bands:
            band.unzoom()
        self.range.reset()
        self.stale()

    @property
    def pointer(self) -> float:
        """The height of the mouse pointer, NaN when it is elsewhere."""
        return self._pointer

    def _moved(self) -> None:
        self.update()
