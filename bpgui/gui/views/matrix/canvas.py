"""The canvas of the tensor view: each tensor as a picture, its histogram and its figures beside
it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.format import count, number, shape
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.matrix.layout import GAP, index_at, layout
from bpgui.gui.views.matrix.probe import BINS, COLORS, Portrait

_MARGIN, _HEAD, _SPACE, _SIDE = 14, 20, 18, 190
#: The largest cell, and the smallest share of the width that a tensor gets.
_CELL, _NARROWEST = 30.0, 16.0


@dataclass(frozen=True, eq=False)
class Spot:
    """A number under the pointer: of which tensor, where in it, and how much it is."""

    portrait: Portrait
    index: tuple[int, ...]
    value: float


class MatrixCanvas(Canvas):
    """Shows Portraits side by side; those with as many rows stand in line."""

    hovered = Signal(object)  # Spot or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.portraits: tuple[Portrait, ...] = ()
        self._images: list[QImage] = []
        self._places: list[QRectF] = []
        self._pointed: tuple[int, QRectF] | None = None
        self.setMinimumSize(160, 120)

    def show_portraits(self, portraits: tuple[Portrait, ...]) -> None:
        """Show these from now on."""
        self.portraits = portraits
        self.stale()

    def stale(self) -> None:
        self._images = []
        self.update()

    # -- places --------------------------------------------------------------------------------

    def places(self) -> list[QRectF]:
        """Where each tensor's picture lies: all at one scale where that is possible."""
        room = self._picture_room()
        sizes = [layout(p.shape, p.picture).size for p in self.portraits]
        columns = sum(wide == 1 for wide, _ in sizes) if len(sizes) > 1 else 0
        free = room.width() - _SPACE * (len(sizes) - 1) - _NARROWEST * columns
        across = sum(wide for wide, _ in sizes if wide > 1 or not columns)
        down = max(tall for _, tall in sizes)
        cell = min(free / max(across, 1), room.height() / down, _CELL)
        # Flat, wide tensors use some of the height that is left: cells may be twice as tall as
        # wide.
        most = 2 * cell if cell >= 8 else max(3 * cell, 8.0)
        high = max(cell, min(room.height() / down, most, _CELL))
        made, left = [], room.left()
        for wide, tall in sizes:
            lone = wide == 1 and columns > 0
            width = max(cell, _NARROWEST) if lone else wide * cell
            # A column beside tiles has cells of its own height.
            height = min(tall * max(high, 6.0), room.height()) if lone else tall * high
            made.append(QRectF(left, room.top(), max(width, 2.0), max(height, 2.0)))
            left += width + _SPACE
        return made

    def _picture_room(self) -> QRectF:
        side = _SIDE if self.width() > 380 else 0
        top = 6 + _HEAD
        return QRectF(_MARGIN, top, self.width() - 2 * _MARGIN - side, self.height() - top - 10)

    # -- painting ------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if not self.portraits:
            return
        if not self._images:
            table = _table(theme.current())
            self._images = [ink.indexed(p.indices, table) for p in self.portraits]
        self._places = self.places()
        for portrait, image, place in zip(self.portraits, self._images, self._places, strict=True):
            self._draw_picture(painter, portrait, image, place)
        self._draw_pointed(painter)
        if self.width() > 380:
            self._draw_side(painter)

    def _draw_picture(
        self, painter: QPainter, portrait: Portrait, image: QImage, place: QRectF
    ) -> None:
        palette = theme.current()
        name = portrait.sign
        head = QRectF(place.left(), place.top() - _HEAD, 200, _HEAD - 2)
        ink.text(painter, head, name, palette.text)
        wide = painter.fontMetrics().horizontalAdvance(name) + 6
        if place.width() > 60:
            ink.text(painter, head.adjusted(wide, 0, 0, 0), shape(portrait.shape), palette.muted)
        # Shrunk pictures are averaged, so that no row or column is lost.
        shrunk = place.width() < image.width() or place.height() < image.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        drawn = image
        if shrunk:
            drawn = image.scaled(
                max(int(place.width()), 1),
                max(int(place.height()), 1),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter.drawImage(place, drawn)
        if not palette.is_dark:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(ink.pen(palette.line))
            painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _draw_pointed(self, painter: QPainter) -> None:
        if self._pointed is not None and self._pointed[0] < len(self.portraits):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(ink.pen(theme.current().text, 1.4))
            painter.drawRect(self._pointed[1])

    def _draw_side(self, painter: QPainter) -> None:
        """For as many tensors as there is room: a histogram over the colours, and the figures."""
        left = self.width() - _SIDE
        each = 128.0
        top = 6.0
        for portrait in self.portraits:
            if top + each > self.height() + 8 and top > 6:
                return
            self._draw_figures(painter, portrait, QRectF(left, top, _SIDE - _MARGIN, each))
            top += each

    def _draw_figures(self, painter: QPainter, portrait: Portrait, rect: QRectF) -> None:
        palette = theme.current()
        name = portrait.sign
        ink.text(painter, QRectF(rect.left(), rect.top(), rect.width(), 16), name, palette.text)
        words = f"‖{name}‖ {number(portrait.norm)}"
        ink.text(
            painter,
            QRectF(rect.left(), rect.top(), rect.width(), 16),
            words,
            palette.muted,
            ink.RIGHT,
        )
        bars = QRectF(rect.left(), rect.top() + 20, rect.width(), 40)
        self._draw_histogram(painter, portrait, bars)
        low = QRectF(rect.left(), bars.bottom() + 2, rect.width(), 14)
        ink.text(painter, low, number(-portrait.largest, 3), palette.muted)
        ink.text(painter, low, "0", palette.muted, ink.CENTER)
        ink.text(painter, low, number(portrait.largest, 3), palette.muted, ink.RIGHT)
        line = low.translated(0, 16)
        figures = f"mean {number(portrait.mean, 3)}   deviation {number(portrait.deviation, 3)}"
        ink.text(painter, line, figures, palette.muted)
        if portrait.broken:
            words = f"{count(portrait.broken)} not finite"
            ink.text(painter, line.translated(0, 16), words, palette.bad)

    def _draw_histogram(self, painter: QPainter, portrait: Portrait, bars: QRectF) -> None:
        table = _table(theme.current())
        highest = max(int(portrait.counts.max()), 1)
        width = bars.width() / BINS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        ends = [table[0], table[COLORS - 1]]
        for index, amount in enumerate(portrait.counts):
            if not amount:
                continue
            high = max(bars.height() * amount / highest, 1.0)
            middle = index == BINS // 2
            color = theme.current().muted if middle else ends[index > BINS // 2]
            left, right = round(index * width), round((index + 1) * width)
            box = QRectF(bars.left() + left, bars.bottom() - high, max(right - left - 1, 1), high)
            painter.fillRect(box, color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(ink.pen(theme.current().line))
        at = round(bars.bottom()) + 0.5
        painter.drawLine(QPointF(bars.left(), at), QPointF(bars.right(), at))

    # -- the mouse -----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._spot_at(event.position())
        pointed = found[1] if found is not None else None
        if pointed != self._pointed:
            self._pointed = pointed
            self.update()
        self.hovered.emit(found[0] if found is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()
        self.hovered.emit(None)

    def _spot_at(self, point: QPointF) -> tuple[Spot, tuple[int, QRectF]] | None:
        for index, (portrait, place) in enumerate(zip(self.portraits, self._places, strict=False)):
            if not place.contains(point):
                continue
            cells = layout(portrait.shape, portrait.picture)
            wide, tall = cells.size
            column = min(int((point.x() - place.left()) / place.width() * wide), wide - 1)
            row = min(int((point.y() - place.top()) / place.height() * tall), tall - 1)
            flat = int(cells.places[row, column])
            if flat == GAP:
                return None
            width, height = place.width() / wide, place.height() / tall
            cell = QRectF(place.left() + column * width, place.top() + row * height, width, height)
            value = float(portrait.values.ravel()[flat])
            return Spot(portrait, index_at(portrait.shape, flat), value), (index, cell)
        return None


@lru_cache(maxsize=4)
def _table(palette: theme.Palette) -> list[int]:
    places = np.linspace(0, 255, COLORS).round().astype(int)
    colors = ink.color_table(theme.diverging(palette)[places])
    return [*colors, palette.color("panel").rgba(), palette.color("bad").rgba()]
