"""The canvas of the tensor view: each tensor as a picture, its histogram and its figures beside
it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.format import shape
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.matrix.cells import draw_cells
from bpgui.gui.views.matrix.colors import color_table
from bpgui.gui.views.matrix.figures import FIGURES, draw_figures
from bpgui.gui.views.matrix.layout import GAP, index_at, layout
from bpgui.gui.views.matrix.places import arrange
from bpgui.gui.views.matrix.probe import Portrait

_MARGIN, _HEAD, _SIDE = 14, 20, 190


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
        sizes = [layout(p.shape, p.picture).size for p in self.portraits]
        square = any(p.picture or len(p.shape) > 2 for p in self.portraits)
        return arrange(sizes, square, self._picture_room())

    def _picture_room(self) -> QRectF:
        side = _SIDE if self.width() > 380 else 0
        top = 6 + _HEAD
        return QRectF(_MARGIN, top, self.width() - 2 * _MARGIN - side, self.height() - top - 10)

    # -- painting ------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if not self.portraits:
            return
        table = color_table(theme.current())
        if not self._images:
            self._images = [ink.indexed(p.indices, table) for p in self.portraits]
        self._places = self.places()
        for portrait, image, place in zip(self.portraits, self._images, self._places, strict=True):
            self._draw_picture(painter, image, place)
            draw_cells(painter, portrait, place, table)
        self._draw_names(painter)
        self._draw_pointed(painter)
        if self.width() > 380:
            self._draw_side(painter)

    def _draw_names(self, painter: QPainter) -> None:
        """Each above its picture, as far as the next one; its shape behind it where that fits."""
        palette, metrics = theme.current(), painter.fontMetrics()
        ends = [place.left() - 6 for place in self._places[1:]]
        for portrait, place, end in zip(
            self.portraits, self._places, [*ends, self._picture_room().right()], strict=True
        ):
            room = max(end - place.left(), 0.0)
            name = metrics.elidedText(portrait.sign, Qt.TextElideMode.ElideMiddle, int(room))
            head = QRectF(place.left(), place.top() - _HEAD, room, _HEAD - 2)
            ink.text(painter, head, name, palette.text)
            wide, sizes = metrics.horizontalAdvance(name) + 6, shape(portrait.shape)
            if wide + metrics.horizontalAdvance(sizes) <= room:
                ink.text(painter, head.adjusted(wide, 0, 0, 0), sizes, palette.muted)

    def _draw_picture(self, painter: QPainter, image: QImage, place: QRectF) -> None:
        palette = theme.current()
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
        """The figures of as many tensors as there is room for, that under the pointer first."""
        left, top = self.width() - _SIDE, 6.0
        first = self._pointed[0] if self._pointed is not None else 0
        for portrait in self.portraits[first:] if self._hides() else self.portraits:
            if top + FIGURES > self.height() + 8 and top > 6:
                return
            draw_figures(painter, portrait, QRectF(left, top, _SIDE - _MARGIN, FIGURES))
            top += FIGURES

    def _hides(self) -> bool:
        """Whether there is no room for the figures of all."""
        return len(self.portraits) * FIGURES > self.height() + 2

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
