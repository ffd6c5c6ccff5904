"""The box that is dragged over a plot, to zoom to it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

#: Shorter drags are clicks.
_SHORT = 5


class ZoomBox:
    """From where the button went down to where the pointer is, within one frame.

    index: the number of that frame. flat: it takes the whole height.
    """

    def __init__(self) -> None:
        self.start: QPointF | None = None
        self.index = 0
        self._end: QPointF | None = None
        self._frame = QRectF()

    def begin(self, at: QPointF, frames: list[QRectF]) -> None:
        """The button goes down."""
        self.start, self._end, self._frame = at, None, QRectF()
        for index, frame in enumerate(frames):
            if frame.adjusted(-1, -1, 1, 1).contains(at):
                self.index, self._frame = index, frame

    def move(self, to: QPointF) -> None:
        """The pointer moves, with the button down or not."""
        if self.start is not None:
            self._end = to

    def end(self) -> None:
        """The button goes up."""
        self.start = self._end = None

    @property
    def rect(self) -> QRectF | None:
        """The box, None as long as it may be a click."""
        box = self._dragged()
        if box is not None and self.flat:
            box.setTop(self._frame.top())
            box.setBottom(self._frame.bottom())
        return box

    @property
    def flat(self) -> bool:
        box = self._dragged()
        return box is None or box.height() < 3 * _SHORT

    def _dragged(self) -> QRectF | None:
        start, end = self.start, self._end
        if start is None or end is None or not self._frame.isValid():
            return None
        if abs(end.x() - start.x()) < _SHORT:
            return None
        (left, right), (top, bottom) = sorted((start.x(), end.x())), sorted((start.y(), end.y()))
        # A box without height intersects nothing, as Qt sees it.
        top, bottom = max(top, self._frame.top()), min(bottom, self._frame.bottom())
        left, right = max(left, self._frame.left()), min(right, self._frame.right())
        return QRectF(left, top, right - left, bottom - top)
