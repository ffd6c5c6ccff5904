"""Pictures of cards: drawn once, shown many times.

While nothing about a card changes, painting it is copying a picture pixel by pixel: a tenth of the
cost of drawing its box, its words and its ports.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap, QTransform

from bpgui.gui.canvas import card_paint
from bpgui.gui.canvas.ink import ink

if TYPE_CHECKING:
    from bpgui.gui.canvas.card import Card

#: All pictures together have at most so many pixels; the ones not seen for longest go first.
_MOST_PIXELS = 12_000_000
#: A card larger than this on screen is drawn each time: few of them fit.
_LARGEST_SCALE = 1.5


class Album:
    """The pictures of the cards seen lately."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[Card, tuple[object, QPixmap]] = OrderedDict()
        self._pixels = 0

    def paint(self, card: Card, painter: QPainter) -> None:
        """Show a card, from its picture where that will do."""
        transform = painter.worldTransform()
        scale = transform.m11()
        if scale > _LARGEST_SCALE or painter.paintEngine().type() != QPaintEngine.Type.Raster:
            card_paint.paint(card, painter, scale)
            return
        picture = self._picture(card, scale, painter.device().devicePixelRatioF())
        room = card.boundingRect()
        corner = transform.map(room.topLeft()).toPoint()
        painter.resetTransform()
        painter.drawPixmap(corner, picture)
        painter.setTransform(transform)

    def forget(self, card: Card) -> None:
        """Drop the picture of a card that has changed, or is gone."""
        known = self._pictures.pop(card, None)
        if known is not None:
            self._pixels -= known[1].width() * known[1].height()

    def _picture(self, card: Card, scale: float, ratio: float) -> QPixmap:
        key = (scale, ratio, ink())
        known = self._pictures.get(card)
        if known is not None and known[0] == key:
            self._pictures.move_to_end(card)
            return known[1]
        self.forget(card)
        picture = _drawn(card, scale, ratio)
        self._pictures[card] = (key, picture)
        self._pixels += picture.width() * picture.height()
        while self._pixels > _MOST_PIXELS and len(self._pictures) > 1:
            self.forget(next(iter(self._pictures)))
        return picture


#: The one album: pictures are shared by all that show the same scene.
ALBUM = Album()


def _drawn(card: Card, scale: float, ratio: float) -> QPixmap:
    room = card.boundingRect()
    width, height = int(room.width() * scale) + 2, int(room.height() * scale) + 2
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(QTransform(scale, 0, 0, scale, -room.x() * scale, -room.y() * scale))
    card_paint.paint(card, painter, scale)
    painter.end()
    return picture
