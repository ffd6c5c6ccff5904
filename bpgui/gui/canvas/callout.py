"""A box below a card that says what is wrong with it, and offers the cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.engine.check import Fix
from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH, NEAR, PORT_RADIUS
from bpgui.gui.canvas.ink import font_of, ink, solid

_WIDTH = 216.0
_PAD = 10.0
_GAP = 12.0


@dataclass(frozen=True)
class Notice:
    """A sentence about a node, its gravity ("bad", "warning", "remark"), and perhaps a cure."""

    text: str
    level: str = "warning"
    fix: Fix | None = None


class Stand(NamedTuple):
    """Where a callout stands: above its card or below; -1 to end at its right side, 1 to begin at
    its left one, 0 in the middle.
    """

    above: bool = False
    aside: int = 0


class Callout(QGraphicsItem):
    """The notices of one card."""

    def __init__(self, card: QGraphicsItem, node: int) -> None:
        super().__init__(card)
        #: Whose card it is.
        self.node = node
        self._hanging = 0.0
        self.notices: tuple[Notice, ...] = ()
        self.hot = -1
        self._lines: list[tuple[QPointF, QTextLayout, int]] = []
        self._links: list[QRectF] = []
        self._height = 0.0
        self.stand(Stand())

    def say(self, notices: tuple[Notice, ...]) -> None:
        """Say these, worst first."""
        same = [(n.text, n.level) for n in notices] == [(n.text, n.level) for n in self.notices]
        # The cures may be others though the words are the same: they act on the newest diagram.
        self.notices = notices
        if same:
            return
        self.prepareGeometryChange()
        self._lines, self._links = [], []
        y = _PAD
        for index, notice in enumerate(notices):
            y = self._lay(notice.text, y, -1) + 2
            if notice.fix is not None:
                top, width = (
                    y,
                    QFontMetricsF(font_of("small_large")).horizontalAdvance(notice.fix.label),
                )
                y = self._lay(notice.fix.label, y, index)
                self._links.append(QRectF(_PAD - 4, top - 2, width + 8, y - top + 4))
            else:
                self._links.append(QRectF())
            y += 5
        self._height = y - 5 + _PAD - 2
        self.update()

    def hang(self, below: float) -> None:
        """So much hangs down from the card already."""
        self._hanging = below

    def stand(self, stand: Stand) -> None:
        """Stand here from now on."""
        self.setPos(self._corner(stand))

    def room(self, stand: Stand) -> QRectF:
        """Where the box would be in the scene, the ports of a card it touches included."""
        card = self.parentItem()
        assert card is not None
        box = QRectF(self._corner(stand), QSizeF(_WIDTH, self._height))
        reach = PORT_RADIUS + 2
        return box.translated(card.pos()).adjusted(-reach, 0, reach, 0)

    def _corner(self, stand: Stand) -> QPointF:
        beyond = (CARD_WIDTH - _WIDTH) / 2
        left = beyond - stand.aside * beyond
        if stand.above:
            return QPointF(left, -_GAP - self._height)
        return QPointF(left, CARD_HEIGHT + self._hanging + _GAP)

    def fix_at(self, point: QPointF) -> Fix | None:
        """The cure under a point of the scene."""
        index = self._link_at(point)
        return self.notices[index].fix if index >= 0 else None

    def point_at(self, point: QPointF | None) -> None:
        """Light up the cure under a point of the scene."""
        hot = -1 if point is None else self._link_at(point)
        if hot != self.hot:
            self.hot = hot
            self.update()

    def _link_at(self, point: QPointF) -> int:
        local = self.mapFromScene(point)
        return next((i for i, link in enumerate(self._links) if link.contains(local)), -1)

    def covers(self, point: QPointF) -> bool:
        """Whether the box is over a point of the scene."""
        return QRectF(0, 0, _WIDTH, self._height).contains(self.mapFromScene(point))

    def fix_place(self, index: int = 0) -> QPointF:
        """The middle of a cure in the scene."""
        return self.mapToScene(self._links[index].center())

    def _lay(self, text: str, top: float, link: int) -> float:
        layout = QTextLayout(text, font_of("small_large"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(_WIDTH - 2 * _PAD)
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        self._lines.append((QPointF(_PAD, top), layout, link))
        return top + y

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return QRectF(-1, -8, _WIDTH + 2, self._height + 10)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self.notices or painter.worldTransform().m11() < NEAR:
            return
        colors = ink()
        edge = colors.levels[self.notices[0].level]
        painter.setPen(solid(edge, 1.0))
        painter.setBrush(colors.card)
        painter.drawRoundedRect(QRectF(0, 0, _WIDTH, self._height), 6, 6)
        for at, layout, link in self._lines:
            painter.setPen(colors.text if link < 0 else solid(colors.accent))
            layout.draw(painter, at)
            if link >= 0 and link == self.hot:
                box = self._links[link].adjusted(4, 0, -4, -1)
                painter.drawLine(box.bottomLeft(), box.bottomRight())
