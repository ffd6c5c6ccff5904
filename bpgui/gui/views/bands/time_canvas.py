"""The time canvas: bands over one axis of steps, with one cursor through all of them."""

from __future__ import annotations

import math
import traceback
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.batch import Batch
from bpgui.gui.history import History
from bpgui.gui.views.bands.arrangement import arrange
from bpgui.gui.views.bands.band import Band
from bpgui.gui.views.bands.counting import Counting
from bpgui.gui.views.bands.zoom_box import ZoomBox
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.kit.time_range import TimeRange

if TYPE_CHECKING:
    from bpgui.gui.views.bands.stage import Stage

#: While the network trains, drawing may take this share of the time; but it stands no longer than
#: so many seconds.
SHARE, LONGEST = 0.06, 0.5
#: Milliseconds after it is shown at which pyqtgraph is loaded, before anything is to be drawn.
IDLE = 400


class TimeCanvas(QWidget):
    """Bands below each other; drag zooms, the wheel too, double-click shows everything again.
    Double-clicked when everything is shown, it says `widened`.

    pyqtgraph draws, in one surface that covers the canvas; places, the mouse and the keys are the
    canvas's. Whatever changes between two returns to the event loop is drawn once.
    """

    picked = Signal(int)
    #: More is wanted than the whole run.
    widened = Signal()
    #: There are other curves than before.
    drawn = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, bands: list[Band], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bands = bands
        self.range = TimeRange(self)
        self.range.changed.connect(self.stale)
        self.range.moved.connect(self._point)
        self._frames: list[QRectF] = [QRectF() for _ in bands]
        self._stage: Stage | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.settle)
        self._stale = False
        self._pointer = math.nan
        self._box = ZoomBox()
        self._panned: float | None = None
        self._settled = self._took = 0.0
        #: What the axis counts.
        self.counting = Counting()
        #: The step at which the run diverged.
        self.broken: int | None = None
        #: The step at which it stands, where that is not the newest.
        self.here: int | None = None
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changes.changed.connect(self.stale)
        for band in bands:
            if band.header is not None:
                band.header.setParent(self)

    def begin(self, history: History) -> None:
        """Another run."""
        self.broken = self.here = None
        for band in self.bands:
            band.begin(history)
        self.range.begin(history.first)
        self.stale()

    def stand(self, batch: Batch) -> None:
        """Mark where the run stands after a batch, if it has gone back."""
        step = batch.state.step if batch.state is not None else None
        if step is not None or batch.status == "running":
            self.here = step if step is not None and step < self.range.end else None

    def stale(self) -> None:
        """Draw anew when there is time; hidden, once it is shown."""
        self._stale = True
        if self.isVisible():
            self._timer.start(0)

    @property
    def due(self) -> bool:
        """Whether enough time has passed to draw anew without taking more than its share."""
        painting = self._stage.took if self._stage is not None else 0.0
        wait = min((self._took + painting) / SHARE, LONGEST)
        return perf_counter() >= self._settled + wait

    # -- places --------------------------------------------------------------------------------

    @property
    def scale(self) -> Scale:
        """The shared scale: step s is drawn at s, the frames begin at the step before the first."""
        frame = self._frames[0]
        return Scale(self.range.first, self.range.last, frame.left(), frame.right())

    def frame(self, band: Band) -> QRectF:
        """The rectangle in which a band draws its values."""
        return self._frames[self.bands.index(band)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._stage is not None:
            self._stage.fit(self)
        self.stale()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._stage is None:
            self.settle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stage is None:
            QTimer.singleShot(IDLE, ink.pyqtgraph)
        self.stale()

    # -- drawing -------------------------------------------------------------------------------

    def settle(self) -> None:
        """Draw what has changed now rather than when there is time."""
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        self._timer.stop()
        begun = perf_counter()
        try:
            self._draw()
        except Exception as error:
            traceback.print_exc()
            self.failed.emit(error)
        self._settled = perf_counter()
        self._took = self._settled - begun
        self.drawn.emit()

    def _draw(self) -> None:
        stage = self._built()
        self._frames = arrange(self.bands, self.width(), self.height())
        marks = self.counting.marks(self.scale, self._frames[-1])
        moments = {"broken": self._pixel(self.broken), "here": self._pixel(self.here)}
        stage.draw(self._frames, self.scale, marks, moments)
        self._point()

    def _built(self) -> Stage:
        """What is drawn on; made when it is needed first, because loading pyqtgraph takes longer
        than the window needs to stand."""
        if self._stage is None:
            ink.pyqtgraph()
            from bpgui.gui.views.bands.stage import Stage

            self._stage = Stage(self, self.bands, self.settle)
        return self._stage

    def _point(self) -> None:
        """Mark the values under the cursor."""
        if self._stage is None:
            return
        cursor = self.range.cursor
        at = self._pixel(cursor)
        words = self.counting.words(cursor) if cursor is not None else ""
        top, bottom = self._frames[0].top(), self._frames[-1].bottom()
        self._stage.overlay.show_cursor(at, top, bottom, words)
        for band in self.bands:
            band.point(cursor if at is not None else None, self._pointer)

    def _pixel(self, step: float | None) -> float | None:
        """Where a line through a step is drawn, None outside of the frames."""
        if step is None:
            return None
        frame, at = self._frames[0], self.scale.pixel(step)
        return round(at) + 0.5 if frame.left() <= at <= frame.right() else None

    def _show_box(self) -> None:
        if self._stage is not None:
            self._stage.overlay.show_box(self._box.rect)

    # -- the mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._box.begin(event.position(), self._frames)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._panned = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._panned is not None:
            self.range.pan(self.scale.value(self._panned) - self.scale.value(at.x()))
            self._panned = at.x()
        self._pointer = at.y()
        self._box.move(at)
        self._show_box()
        frame = self._frames[0]
        inside = frame.left() - 1 <= at.x() <= frame.right() + 1
        step = round(self.scale.value(at.x())) if inside else None
        if step is not None:
            step = int(min(max(step, self.range.origin + 1), max(self.range.end, 1)))
        if step == self.range.cursor:
            # Another row may be under it.
            self.range.moved.emit()
        self.range.point(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = None
        if event.button() != Qt.MouseButton.LeftButton or self._box.start is None:
            return
        if self._box.rect is not None:
            self._zoom(self._box.rect)
        else:
            self._click(self._box.start)
        self._box.end()
        self._show_box()

    def _zoom(self, box: QRectF) -> None:
        """Show what is in a box; a flat one keeps the heights."""
        scale = self.scale
        if not self._box.flat:
            self.bands[self._box.index].zoom(box.top(), box.bottom())
        self.range.zoom(scale.value(box.left()), scale.value(box.right()))
        self.stale()

    def _click(self, point: QPointF) -> None:
        for band, frame in zip(self.bands, self._frames, strict=True):
            if frame.top() <= point.y() <= frame.bottom():
                node = band.click(point.y())
                if node is not None:
                    self.picked.emit(node)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.range.follows and not any(band.zoomed for band in self.bands):
            self.widened.emit()
        else:
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
