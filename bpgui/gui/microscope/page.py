"""A page: formulas, words and tables one below the other, laid out for a width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from bpgui.gui import theme
from bpgui.gui.formula import Formula
from bpgui.gui.microscope.table import FOOT, HEAD, Table

MARGIN = 14.0
#: Room between the tables of one equation.
SPACE = 8.0


@dataclass(frozen=True)
class Inked:
    """A formula in its place, in the colour of a role."""

    formula: Formula
    at: QPointF
    role: str = "text"

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        painter.setPen(theme.current().color(self.role))
        self.formula.draw(painter, self.at)


@dataclass(frozen=True)
class Spoken:
    """Words in their place."""

    text: str
    rect: QRectF
    font: QFont
    role: str = "muted"

    def draw(self, painter: QPainter) -> None:
        """Draw them."""
        painter.setPen(theme.current().color(self.role))
        painter.setFont(self.font)
        painter.drawText(self.rect, int(Qt.AlignmentFlag.AlignLeft) | _WRAP, self.text)


@dataclass(frozen=True)
class Bar:
    """A number as a bar from the left: blue below zero, orange above."""

    rect: QRectF
    share: float
    color: QColor

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("field"))
        painter.drawRoundedRect(self.rect, 2, 2)
        painter.setBrush(self.color)
        width = max(2.0, self.rect.width() * min(1.0, abs(self.share)))
        painter.drawRoundedRect(
            QRectF(self.rect.topLeft(), QSizeF(width, self.rect.height())), 2, 2
        )


@dataclass(frozen=True)
class Laid:
    """A table in its place (upper left corner)."""

    table: Table
    at: QPointF

    @property
    def rect(self) -> QRectF:
        """The room it takes."""
        return QRectF(self.at, self.table.size)


_WRAP = int(Qt.TextFlag.TextWordWrap)


class Page:
    """Grows downwards; everything drawn is kept with its place."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.y = MARGIN / 2
        self.drawn: list[Inked | Spoken | Bar] = []
        self.tables: list[Laid] = []
        #: Where what is told of one weight begins.
        self.section: float | None = None
        self._right = 0.0

    @property
    def room(self) -> float:
        """The width between the margins."""
        return max(120.0, self.width - 2 * MARGIN)

    @property
    def size(self) -> QSizeF:
        """What has been laid out so far."""
        return QSizeF(self._right + MARGIN, self.y + MARGIN / 2)

    def space(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def formula(self, latex: str, size: float, role: str = "text", indent: float = 0.0) -> QRectF:
        """A formula, broken into lines where it is wide."""
        made = Formula(latex, size, self.room - indent)
        at = QPointF(MARGIN + indent, self.y)
        self.drawn.append(Inked(made, at, role))
        return self._took(QRectF(at, made.size))

    def words(self, text: str, font: QFont, role: str = "muted") -> QRectF:
        """Words, broken into lines."""
        room = QRectF(MARGIN, self.y, self.room, 10_000)
        rect = QFontMetricsF(font).boundingRect(room, int(Qt.AlignmentFlag.AlignLeft) | _WRAP, text)
        self.drawn.append(Spoken(text, rect.adjusted(0, 0, 2, 0), font, role))
        return self._took(rect)

    def beside(self, latex: str, size: float, left: QRectF, role: str) -> bool:
        """A formula to the right of what stands in `left`, where there is room for it."""
        made = Formula(latex, size)
        x = left.right() + 28
        if x + made.size.width() > self.width - MARGIN:
            return False
        y = left.center().y() - made.size.height() / 2
        self.drawn.append(Inked(made, QPointF(x, max(0.0, y)), role))
        self._right = max(self._right, x + made.size.width())
        self.y = max(self.y, y + made.size.height())
        return True

    def row(self, items: list[Table | Formula]) -> None:
        """Tables and the signs between them on one middle line; in rows where they are wide."""
        for line in self._lines(items):
            up = max((_above(item) for item in line), default=0.0)
            down = max((_below(item) for item in line), default=0.0)
            x = MARGIN
            for item in line:
                at = QPointF(x, self.y + up - _above(item))
                if isinstance(item, Table):
                    self.tables.append(Laid(item, at))
                    self._right = max(self._right, x + item.size.width())
                else:
                    self.drawn.append(Inked(item, at))
                x += _wide(item) + SPACE
            self.y += up + down + SPACE

    def _lines(self, items: list[Table | Formula]) -> Iterator[list[Table | Formula]]:
        line: list[Table | Formula] = []
        used = 0.0
        for i, item in enumerate(items):
            # A sign stays with the table after it.
            ahead = _wide(items[i + 1]) + SPACE if _is_sign(item) and i + 1 < len(items) else 0.0
            if line and not _is_sign(line[-1]) and used + _wide(item) + ahead > self.room:
                yield line
                line, used = [], 0.0
            line.append(item)
            used += _wide(item) + SPACE
        if line:
            yield line

    def _took(self, rect: QRectF) -> QRectF:
        self.y = rect.bottom()
        self._right = max(self._right, rect.right())
        return rect


def _is_sign(item: Table | Formula) -> bool:
    return isinstance(item, Formula)


def _wide(item: Table | Formula) -> float:
    return item.size.width()


def _above(item: Table | Formula) -> float:
    """From the middle line up: that of a table goes through its cells."""
    if isinstance(item, Formula):
        return item.size.height() / 2
    return HEAD + item.body.height() / 2


def _below(item: Table | Formula) -> float:
    if isinstance(item, Formula):
        return item.size.height() / 2
    return item.body.height() / 2 + (item.foot if item.foot else FOOT / 4)
