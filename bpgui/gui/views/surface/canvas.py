"""The canvas of the decision view: answers as a coloured plane or as curves, and the data on it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.surface import points as dots
from bpgui.gui.views.surface.colors import paint_table, point_color
from bpgui.gui.views.surface.points import Points
from bpgui.gui.views.surface.probe import Answer, Frame

LEFT, BOTTOM, TOP, RIGHT = 44, 24, 10, 10
_RINGS = 400
#: Pixels from which on the pointer means a point.
_NEAR = 7


class SurfaceCanvas(Canvas):
    """Shows an Answer over a Frame. `flat`: a plane of two features, else curves over one."""

    hovered = Signal(object)  # (x, y) in raw numbers, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = Frame(0, 0.0, 1.0)
        self.flat = True
        self.names = ("", "")
        self.classes = 0
        self.points: tuple[Points, ...] = ()
        self.show_train = self.show_validation = True
        self.answer: Answer | None = None
        #: The unit that is looked at in place of the whole network.
        self.caption = ""
        self._image: QImage | None = None
        self._overlay: QPixmap | None = None
        self.setMinimumSize(160, 140)

    def show_frame(self, frame: Frame, flat: bool, names: tuple[str, str], classes: int) -> None:
        """Look at another part of the input; what was answered before is forgotten."""
        self.frame, self.flat, self.names, self.classes = frame, flat, names, classes
        self.answer = self._image = None
        self.stale()

    def show_points(self, points: tuple[Points, ...]) -> None:
        """The data."""
        self.points = points
        self.stale()

    def show_answer(self, answer: Answer, caption: str = "") -> None:
        """What the network, or the unit of this name, says now."""
        self.answer, self.caption = answer, caption
        self._image = None
        self.update()

    def stale(self) -> None:
        self._overlay = self._image = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stale()

    # -- places --------------------------------------------------------------------------------

    @property
    def area(self) -> QRectF:
        """Where the plane lies: a square at the left, or all the room there is for curves."""
        width, height = self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM
        side = max(min(width, height), 20)
        return QRectF(
            LEFT, TOP, side if self.flat else max(width, 20), side if self.flat else height
        )

    @property
    def scales(self) -> tuple[Scale, Scale]:
        """From raw numbers to pixels, across and up."""
        area, frame = self.area, self.frame
        across = Scale(frame.left, frame.right, area.left(), area.right())
        return across, Scale(frame.bottom, frame.top, area.bottom(), area.top())

    # -- painting ------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        area = self.area
        if self.flat:
            self._draw_plane(painter, area)
        # Of a picture for a file too, which is finer than the screen.
        ratio = painter.deviceTransform().m11()
        if self._overlay is None or self._overlay.devicePixelRatio() != ratio:
            self._overlay = self._draw_overlay(ratio)
        painter.drawPixmap(0, 0, self._overlay)
        if not self.flat:
            self._draw_curves(painter, area)
        self._draw_wrong(painter)
        if self.caption:
            self._draw_caption(painter, area)

    def _draw_caption(self, painter: QPainter, area: QRectF) -> None:
        """On a ground of its own: what lies behind it may have any colour."""
        metrics = painter.fontMetrics()
        words = metrics.elidedText(
            self.caption, Qt.TextElideMode.ElideRight, int(area.width()) - 28
        )
        box = QRectF(area.left() + 6, area.top() + 6, metrics.horizontalAdvance(words) + 16, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("panel", 0.85))
        painter.drawRoundedRect(box, 4, 4)
        ink.text(painter, box, words, theme.current().text, ink.CENTER)

    def _draw_plane(self, painter: QPainter, area: QRectF) -> None:
        if self.answer is None or self.answer.indices is None:
            painter.fillRect(area, theme.current().color("neutral"))
            return
        if self._image is None:
            self._image = self._make_image(self.answer)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)

    def _make_image(self, answer: Answer) -> QImage:
        assert answer.indices is not None
        table = paint_table(theme.current(), answer.values.shape[-1])
        # Scaled smoothly below, for which a picture needs colours of its own.
        return ink.indexed(answer.indices, table).convertToFormat(QImage.Format.Format_RGB32)

    def _draw_overlay(self, ratio: float) -> QPixmap:
        """Everything that stays while the network learns: points and axes."""
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setFont(theme.caption())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self._draw_axes(painter, self.area)
            painter.setClipRect(self.area)
            for points in self.shown_points:
                dots.draw(painter, points, *self._pixels(points.at))
        finally:
            painter.end()
        return made

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        palette = theme.current()
        across, up = self.scales
        for mark in ticks.linear(across.low, across.high, max(int(area.width() / 64), 2)):
            rect = QRectF(across.pixel(mark) - 30, area.bottom() + 3, 60, 14)
            if not self.flat:
                self._draw_line(painter, across.pixel(mark), None, area)
            if rect.right() < area.right() - self._name_width(painter) + 16:
                ink.text(painter, rect, ticks.word(mark), palette.muted, ink.CENTER)
        for mark in ticks.linear(up.low, up.high, max(int(area.height() / 36), 2)):
            at = up.pixel(mark)
            if not self.flat:
                self._draw_line(painter, None, at, area)
            if at > area.top() + 20:
                rect = QRectF(0, at - 7, area.left() - 6, 14)
                ink.text(painter, rect, ticks.word(mark), palette.muted, ink.RIGHT)
        x_name, y_name = self.names
        end = QRectF(area.right() - 120, area.bottom() + 3, 120, 14)
        ink.text(painter, end, x_name, palette.text, ink.RIGHT)
        self._draw_upright(painter, y_name, area)

    def _draw_upright(self, painter: QPainter, name: str, area: QRectF) -> None:
        """The name of the axis that goes up: turned, where it is longer than the margin is wide."""
        color = theme.current().text
        if painter.fontMetrics().horizontalAdvance(name) < LEFT - 8:
            ink.text(painter, QRectF(0, area.top(), area.left() - 6, 14), name, color, ink.RIGHT)
            return
        painter.save()
        painter.translate(2, area.top())
        painter.rotate(-90)
        ink.text(painter, QRectF(-area.height(), 0, area.height(), 14), name, color, ink.RIGHT)
        painter.restore()

    def _name_width(self, painter: QPainter) -> float:
        return painter.fontMetrics().horizontalAdvance(self.names[0])

    def _draw_line(self, painter: QPainter, x: float | None, y: float | None, area: QRectF) -> None:
        painter.setPen(ink.pen(theme.current().line))
        if x is not None:
            at = round(x) + 0.5
            painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        if y is not None:
            at = round(y) + 0.5
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))

    def _draw_curves(self, painter: QPainter, area: QRectF) -> None:
        if self.answer is None:
            return
        palette, values = theme.current(), self.answer.values
        across, up = self.scales
        x = across.pixels(np.linspace(self.frame.left, self.frame.right, len(values)))
        painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for output in range(values.shape[1]):
            several = values.shape[1] > 1
            color = (
                point_color(palette, output, values.shape[1]) if several else palette.color("text")
            )
            painter.setPen(ink.pen(color, 1.6))
            ink.polyline(painter, x, up.pixels(values[:, output]))
        painter.setClipping(False)

    def _draw_wrong(self, painter: QPainter) -> None:
        """A ring around every point whose class the network gets wrong."""
        if self.answer is None:
            return
        painter.setClipRect(self.area)
        masks = {False: self.answer.wrong_train, True: self.answer.wrong_validation}
        for points in self.shown_points:
            wrong = masks[points.square][: len(points.at)]
            rows = np.flatnonzero(wrong)[:_RINGS]
            dots.draw_wrong(painter, points, rows, *self._pixels(points.at[rows]))
        painter.setClipping(False)

    @property
    def shown_points(self) -> list[Points]:
        """The parts of the data that are not hidden."""
        wanted = {False: self.show_train, True: self.show_validation}
        return [points for points in self.points if wanted[points.square]]

    def _pixels(self, at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        across, up = self.scales
        return across.pixels(at[:, 0]), up.pixels(at[:, 1])

    # -- the mouse -----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, area = event.position(), self.area
        if not area.contains(at):
            self.hovered.emit(None)
            return
        across, up = self.scales
        self.hovered.emit((across.value(at.x()), up.value(at.y())))

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)

    def outside(self, answer: Answer) -> bool:
        """Whether nothing of these curves can be seen."""
        low, high = self.frame.bottom, self.frame.top
        return bool(((answer.values < low) | (answer.values > high)).all())

    def values_at(self, x: float, y: float) -> list[float]:
        """The network's outputs nearest to a place; none where nothing has been asked."""
        if self.answer is None or not math.isfinite(x + y):
            return []
        values, frame = self.answer.values, self.frame
        column = _nearest(x, frame.left, frame.right, values.shape[-2])
        if not self.flat:
            return [float(v) for v in values[column]]
        row = _nearest(y, frame.bottom, frame.top, values.shape[0])
        return [float(v) for v in values[row, column]]


def nearest_point(canvas: SurfaceCanvas, x: float, y: float) -> tuple[Points, int] | None:
    """The point drawn nearest to a place (raw numbers) and its row, if it is near enough to be
    meant."""
    across, up = canvas.scales
    found, least = None, float(_NEAR)
    for points in canvas.shown_points:
        if not len(points.at):
            continue
        away = np.hypot(
            across.pixels(points.at[:, 0]) - across.pixel(x),
            up.pixels(points.at[:, 1]) - up.pixel(y),
        )
        row = int(np.argmin(away))
        if away[row] <= least:
            found, least = (points, row), float(away[row])
    return found


def _nearest(value: float, low: float, high: float, count: int) -> int:
    return int(np.clip(round((value - low) / ((high - low) or 1.0) * (count - 1)), 0, count - 1))
