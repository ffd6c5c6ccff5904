"""A fact of the run bar: a heading, and below it a value that may change many times a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpgui.gui import theme

#: From one fact to the next, at least and at most.
GAP, WIDE_GAP = 14, 36


@dataclass(frozen=True)
class Sort:
    """What a fact is like.

    `widest` is the widest value expected: the room it always has, so that nothing moves. A fact
    that is `elastic` takes what it needs between that and its whole text. `rank` says how readily
    it gives way where room is short: 0 never, then the highest first.
    """

    heading: str
    widest: str
    rank: int = 0
    elastic: bool = False
    #: What a click on it opens: a tab of the inspector.
    opens: str = ""


class Fact(QWidget):
    """Painted by hand: a new value costs one repaint and no layout."""

    clicked = Signal()

    def __init__(self, name: str, sort: Sort) -> None:
        super().__init__()
        self.setObjectName(f"fact_{name}")
        self.sort = sort
        self._heading = sort.heading
        self.text = "–"
        self._tip = ""
        # Numbers in bold; what is chosen by hand stands there in plain letters.
        self._font = theme.font(weight=QFont.Weight.Normal if sort.elastic else _BOLD)
        heading = QFontMetrics(theme.caption(), self).horizontalAdvance(sort.heading)
        self._widest = max(self._advance(sort.widest), heading)
        if sort.opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def least(self) -> int:
        """The width it cannot do without; it grows with its value, and never shrinks."""
        return self._widest

    @property
    def wanted(self) -> int:
        """The width at which nothing is elided."""
        return max(self._widest, self._advance(self.text)) if self.sort.elastic else self._widest

    def show_text(self, text: str) -> bool:
        """Show a value; whether it needs more room now than before."""
        if text == self.text:
            return False
        before = self.wanted
        self.text = text
        if not self.sort.elastic:
            self._widest = max(self._widest, self._advance(self.text))
        self._say()
        self.update()
        return self.wanted != before

    def show_tip(self, tip: str) -> None:
        """What to say on hovering, in place of the whole value."""
        self._tip = tip
        self._say()

    def show_heading(self, heading: str) -> None:
        """Call it something else."""
        if heading != self._heading:
            self._heading = heading
            self._say()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.wanted, 36)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # What is chosen by hand leads to where it is chosen.
        if self.sort.opens:
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        half = self.height() // 2
        painter.setFont(theme.caption())
        painter.setPen(theme.current().color("muted"))
        painter.drawText(0, 0, self.width(), half, _LOW, self._heading)
        painter.setFont(self._font)
        painter.setPen(theme.current().color("text"))
        text = fitting(self.text, painter.fontMetrics(), self.width())
        painter.drawText(0, half, self.width(), self.height() - half, _HIGH, text)
        painter.end()

    def _advance(self, text: str) -> int:
        # Metrics of the screen it is painted on, and a pixel for what they round away.
        return QFontMetrics(self._font, self).horizontalAdvance(text) + 1

    def _say(self) -> None:
        self.setToolTip(self._tip or self.text)
        self.setAccessibleName(f"{self._heading}: {self.text}")


def fitting(text: str, metrics: QFontMetrics, room: int) -> str:
    """As much as fits: without what stands behind a comma first, then cut off."""
    whole, comma, _ = text.partition(", ")
    if comma and metrics.horizontalAdvance(text) > room >= metrics.horizontalAdvance(whole):
        return whole
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def share(facts: Sequence[Fact], room: int) -> list[tuple[int, int] | None]:
    """Where each fact stands in a row `room` pixels wide: left edge and width, None for no room.

    What gives way most readily goes first. What is left over goes to elastic facts, those
    that want little first, and then between all of them.
    """
    shown = list(facts)
    while _needs(shown) > room and any(fact.sort.rank for fact in shown):
        shown.remove(max(shown, key=lambda fact: fact.sort.rank))
    widths = {fact: fact.least for fact in shown}
    spare = max(0, room - _needs(shown))
    for fact in sorted(shown, key=lambda fact: fact.wanted - fact.least):
        more = min(spare, fact.wanted - fact.least)
        widths[fact] += more
        spare -= more
    gap = GAP + min(WIDE_GAP - GAP, spare // max(1, len(shown) - 1))
    places: list[tuple[int, int] | None] = []
    x = 0
    for fact in facts:
        if fact in widths:
            places.append((x, widths[fact]))
            x += widths[fact] + gap
        else:
            places.append(None)
    return places


def _needs(facts: Sequence[Fact]) -> int:
    return sum(fact.least for fact in facts) + GAP * max(0, len(facts) - 1)


_BOLD = QFont.Weight.DemiBold
_LOW = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_HIGH = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
