"""Scrolling while a gesture holds the pointer at the border of the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer

from bpgui.gui.canvas.view import View

#: How near the border it begins, and at how many pixels past that it is fastest.
_MARGIN, _DEEP = 20.0, 60.0
#: Pixels a tick at most, and milliseconds from one to the next.
_FASTEST, _TICK = 24.0, 16


class Drift(QObject):
    """Moves the view on, the faster the further out the pointer is, and tells by `moved()`."""

    def __init__(self, view: View, moved: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._moved = view, moved
        self._pixel = QPointF()
        #: A gesture that begins at the border moves nothing before it has left it.
        self._ready = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def going(self) -> bool:
        """Whether the view moves on."""
        return self._timer.isActive()

    def follow(self, pixel: QPointF) -> None:
        """The pointer of a gesture is here now."""
        self._pixel = pixel
        outside = not QRectF(self._view.viewport().rect()).contains(pixel)
        self._ready = self._ready or outside or self.speed().isNull()
        if not self._ready or self.speed().isNull():
            self._timer.stop()
        elif not self.going:
            self._timer.start()

    def stop(self) -> None:
        """The gesture is over."""
        self._ready = False
        self._timer.stop()

    def _tick(self) -> None:
        self._view.pan(self.speed())
        self._moved()

    def speed(self) -> QPointF:
        """By how much what is seen shifts in a tick; nothing while the pointer is inside."""
        size, at = self._view.viewport().size(), self._pixel
        return QPointF(_push(at.x(), size.width()), _push(at.y(), size.height()))


def _push(at: float, room: float) -> float:
    """Along one axis: how far inwards the scene moves."""
    past = max(0.0, _MARGIN - at) - max(0.0, at - room + _MARGIN)
    return round(_FASTEST * max(-1.0, min(1.0, past / _DEEP)))
