"""What the units of a layer say, as small pictures below its card."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.gui import theme
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH, NEAR
from bpgui.gui.canvas.ink import font_of, ink, solid

#: Pictures in a row, and scene pixels: of a picture, between two, and around them all.
_ACROSS, _SIDE, _GAP, _PAD = 4, 33.0, 3.0, 4.0
#: The box begins a little inside the card, which covers its upper corners.
_UNDER = 8.0
_RADIUS = 6.0
#: The height of the words that say how many more there are.
_MORE = 14.0


@dataclass(frozen=True, eq=False)
class Portraits:
    """indices (shown, height, width) uint8: 0 to 254 from below the middle to above it, 255 for
    what is not a number. units: how many the layer has. most: how far from the middle the colours
    are strongest. middle: where that is, if not at 0."""

    indices: NDArray[np.uint8]
    units: int
    most: str
    middle: str = ""


#: No pictures.
NOBODY = Portraits(np.zeros((0, 1, 1), np.uint8), 0, "")


class Strip(QGraphicsItem):
    """The pictures of one layer, hanging from its card."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.card = card
        self.portraits = NOBODY
        self.hot = -1
        self._images: list[QImage] = []
        self._made_in: object = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)
        # Painted when the pictures change, not whenever a colour behind them does.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_portraits(self, portraits: Portraits) -> None:
        """Show these from now on."""
        if len(portraits.indices) != len(self.portraits.indices):
            self.prepareGeometryChange()
        self.portraits, self._images = portraits, []
        self.update()

    def point_at(self, unit: int) -> None:
        """Mark the unit under the pointer; -1 for none."""
        if unit != self.hot:
            self.hot = unit
            self.update()

    def unit_at(self, point: QPointF) -> int:
        """The unit at a point of the scene, or -1."""
        at = point - self.card.pos()
        for unit in range(len(self.portraits.indices)):
            if self._cell(unit).contains(at):
                return unit
        return -1

    def cell(self, unit: int) -> QRectF:
        """Where a unit's picture lies in the scene."""
        return self._cell(unit).translated(self.card.pos())

    def _cell(self, unit: int) -> QRectF:
        count = min(len(self.portraits.indices), _ACROSS)
        wide = count * _SIDE + (count - 1) * _GAP
        left = (CARD_WIDTH - wide) / 2 + (unit % _ACROSS) * (_SIDE + _GAP)
        top = CARD_HEIGHT + _PAD + (unit // _ACROSS) * (_SIDE + _GAP)
        return QRectF(left, top, _SIDE, _SIDE)

    def _box(self) -> QRectF:
        rows = math.ceil(len(self.portraits.indices) / _ACROSS)
        first = self._cell(0)
        high = rows * (_SIDE + _GAP) - _GAP + 2 * _PAD + _UNDER
        wide = CARD_WIDTH - 2 * first.left() + 2 * _PAD
        return QRectF(first.left() - _PAD, CARD_HEIGHT - _UNDER, wide, high)

    @property
    def below(self) -> float:
        """How far it hangs down from its card."""
        if not len(self.portraits.indices):
            return 0.0
        return self._box().bottom() - CARD_HEIGHT

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self._box().adjusted(-1, -1, 1, 1) if len(self.portraits.indices) else QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if painter.worldTransform().m11() < NEAR or not len(self.portraits.indices):
            return
        colors = ink()
        if self._made_in is not colors.palette or not self._images:
            self._made_in = colors.palette
            self._images = [_image(colors.palette, part) for part in self.portraits.indices]
        painter.setPen(colors.border)
        painter.setBrush(colors.card)
        painter.drawRoundedRect(self._box(), _RADIUS, _RADIUS)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for unit, image in enumerate(self._images):
            painter.drawImage(self._cell(unit), image)
        more = self.portraits.units - len(self._images)
        if more > 0:
            _draw_more(painter, self._cell(len(self._images) - 1), more)
        if 0 <= self.hot < len(self._images):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(solid(colors.accent, 2.0))
            painter.drawRect(self._cell(self.hot))


class Units(QObject):
    """The strips of all cards. `pointed(node, unit)` when the pointer comes to another unit; 0, -1
    when it goes."""

    pointed = Signal(int, int)

    def __init__(self, cards: Mapping[int, Card], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards = cards
        self._strips: dict[int, Strip] = {}
        self._shown: Mapping[int, Portraits] = {}
        self._pointed = (0, -1)

    @property
    def strips(self) -> dict[int, Strip]:
        """Those with something to show, by their layers."""
        return {id: strip for id, strip in self._strips.items() if strip.portraits is not NOBODY}

    def show_portraits(self, portraits: Mapping[int, Portraits]) -> bool:
        """Show these, and no others; whether that takes another room than before."""
        before = self.below()
        self._shown = portraits
        for id in self._strips.keys() - portraits.keys():
            self._strips[id].show_portraits(NOBODY)
        self.show_again()
        if self._pointed[0] not in portraits:
            self._point(0, -1)
        return self.below() != before

    def hanging(self, id: int) -> float:
        """How far pictures hang down from this card."""
        strip = self._strips.get(id)
        return 0.0 if strip is None else strip.below

    def below(self) -> dict[int, float]:
        """How far pictures hang down from the cards that have any."""
        return {id: strip.below for id, strip in self._strips.items() if strip.below}

    def show_again(self) -> None:
        """Cards may have come into sight."""
        for id, portraits in self._shown.items():
            card, strip = self._cards.get(id), self._strips.get(id)
            if card is None:
                continue
            if strip is None:
                strip = self._strips[id] = Strip(card)
            if strip.portraits is not portraits:
                strip.show_portraits(portraits)

    def forget(self, id: int) -> None:
        """The card of a layer goes, and its strip with it."""
        self._strips.pop(id, None)

    def over(self, at: QPointF | None) -> None:
        """The pointer is at this point of the scene, over nothing else; nowhere if None."""
        found = self._at(at) if at is not None else None
        self._point(*(found or (0, -1)))

    def tip(self, at: QPointF) -> str:
        """What is to be said of the unit at a point; empty where there is none."""
        found = self._at(at)
        if found is None:
            return ""
        strip, unit = self._strips[found[0]], found[1]
        name, all_of_them = strip.card.node.name, strip.portraits.units
        shown = len(strip.portraits.indices)
        more = f", the first {shown} are shown" if all_of_them > shown else ""
        return (
            f"{name}, unit {unit + 1} of {all_of_them}{more}: what it says to every input. "
            f"{_key(strip.portraits)}"
            f"{_broken(strip.portraits.indices[unit])}"
        )

    def _at(self, at: QPointF) -> tuple[int, int] | None:
        for id, strip in self._strips.items():
            unit = strip.unit_at(at)
            if unit >= 0:
                return id, unit
        return None

    def _point(self, node: int, unit: int) -> None:
        before, self._pointed = self._pointed, (node, unit)
        if before == self._pointed:
            return
        for id, hot in ((before[0], -1), (node, unit)):
            if id in self._strips:
                self._strips[id].point_at(hot)
        self.pointed.emit(node, unit)


def _key(portraits: Portraits) -> str:
    """What the colours mean."""
    if portraits.middle:
        about = f"below {portraits.middle}, orange above, strongest {portraits.most} away from it"
        return f"Blue is {about}."
    return f"Blue is negative, orange positive, strongest at {portraits.most}."


def _draw_more(painter: QPainter, cell: QRectF, more: int) -> None:
    """How many more units there are, in the corner of the last that is shown."""
    colors, words = ink(), f"+{more:,}"
    painter.setFont(font_of("small"))
    wide = painter.fontMetrics().horizontalAdvance(words) + 6.0
    box = QRectF(cell.right() - wide, cell.bottom() - _MORE, wide, _MORE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.card)
    painter.drawRect(box)
    painter.setPen(colors.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _broken(indices: NDArray[np.uint8]) -> str:
    """A sentence about what is not a number in a picture, if there is anything."""
    count = int(np.count_nonzero(indices == 255))
    return f" Red: {count:,} of {indices.size:,} are not numbers." if count else ""


def _image(palette: theme.Palette, indices: NDArray[np.uint8]) -> QImage:
    height, width = indices.shape
    colors = _colors(palette)[indices]
    image = QImage(colors.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()


@lru_cache(maxsize=4)
def _colors(palette: theme.Palette) -> NDArray[np.uint32]:
    """0xffRRGGBB by index."""
    r, g, b, _ = theme.diverging(palette).astype(np.uint32).T
    table = (np.uint32(0xFF000000) | (r << 16) | (g << 8) | b).astype(np.uint32)
    table[255] = palette.color("bad").rgb()
    return table
