"""Boxes: the parts of a formula with their sizes, ready to be drawn at any place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from bpgui.gui import theme
from bpgui.gui.formula.nodes import (
    Accent,
    Fence,
    Fraction,
    Node,
    Root,
    Row,
    Script,
    Sign,
    Space,
    Words,
)

#: Sizes of indices, and of what stands in a fraction, beside that of the line.
SCRIPT, FRACTION = 0.7, 0.86
#: Room around signs, in ems.
ROOM = {"relation": 0.27, "operator": 0.2}
#: The signs that a line may be broken before.
BREAKS = frozenset("=+−⋯←⊙")
_SMALLEST = 8.0

#: Draws into a painter, whose pen has the colour, at (x, baseline).
Draw = Callable[[QPainter, float, float], None]


@dataclass
class Box:
    """Something with a size: `ascent` above the baseline, `descent` below it."""

    width: float
    ascent: float
    descent: float
    draw: Draw
    #: Whether a line may be broken before it.
    breaks: bool = False
    children: list[tuple[Box, float, float]] = field(default_factory=list)

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.ascent + self.descent


@lru_cache(maxsize=64)
def type_of(size: float, italic: bool = False) -> tuple[QFont, QFontMetricsF]:
    """The type of a size, and its measures."""
    font = theme.font(max(1, round(size)))
    font.setItalic(italic)
    return font, QFontMetricsF(font)


def box(node: Node, size: float) -> Box:
    """The box of a part at a size in pixels."""
    match node:
        case Row(items):
            return join(row(items, size))
        case Sign():
            return _sign(node, size)
        case Words(text):
            return _glyphs(text, size)
        case Space(ems):
            return Box(ems * size, 0, 0, _nothing)
        case Fraction():
            return _fraction(node, size)
        case Script():
            return _script(node, size)
        case Root(body):
            return _root(box(body, size), size)
        case Accent(kind, body):
            return _accent(kind, box(body, size), size)
        case Fence():
            return _fence(node, size)


def row(items: tuple[Node, ...], size: float) -> list[Box]:
    """The boxes of a row: with room before a function that something is multiplied by."""
    boxes: list[Box] = []
    for before, item in zip((None, *items), items, strict=False):
        called = isinstance(item, Sign) and item.style == "function"
        if called and not (isinstance(before, Sign) and before.style in ROOM) and before:
            boxes.append(Box(0.16 * size, 0, 0, _nothing))
        boxes.append(box(item, size))
    return boxes


def join(boxes: list[Box]) -> Box:
    """One after the other on one baseline."""
    placed, x = [], 0.0
    for each in boxes:
        placed.append((each, x, 0.0))
        x += each.width
    return _group(placed, x)


def _group(placed: list[tuple[Box, float, float]], width: float) -> Box:
    """Boxes at places (x, how far below the baseline)."""
    ascent = max((each.ascent - down for each, _, down in placed), default=0.0)
    descent = max((each.descent + down for each, _, down in placed), default=0.0)

    def draw(painter: QPainter, x: float, y: float) -> None:
        for each, right, down in placed:
            each.draw(painter, x + right, y + down)

    return Box(width, ascent, descent, draw, children=placed)


def _nothing(painter: QPainter, x: float, y: float) -> None:
    pass


def _glyphs(text: str, size: float, italic: bool = False) -> Box:
    font, metrics = type_of(size, italic)

    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.setFont(font)
        painter.drawText(QPointF(x, y), text)

    lean = 0.06 * size if italic else 0.0
    return Box(metrics.horizontalAdvance(text) + lean, 0.74 * size, 0.22 * size, draw)


def _sign(sign: Sign, size: float) -> Box:
    if sign.style == "large":
        large = _glyphs(sign.text, 1.25 * size)
        return _group([(large, 0.0, 0.06 * size)], large.width + 0.04 * size)
    glyphs = _glyphs(sign.text, size, italic=sign.style == "letter")
    room = ROOM.get(sign.style, 0.0) * size
    if room:
        made = _group([(glyphs, room, 0.0)], glyphs.width + 2 * room)
        made.breaks = sign.text in BREAKS
        return made
    if sign.style == "function" or sign.text in ",;":
        glyphs.width += 0.16 * size
    return glyphs


def _smaller(size: float, share: float) -> float:
    return max(_SMALLEST, share * size)


def _fraction(node: Fraction, size: float) -> Box:
    inner = _smaller(size, FRACTION)
    top, bottom = box(node.top, inner), box(node.bottom, inner)
    axis, gap, side = 0.3 * size, 0.16 * size, 0.12 * size
    width = max(top.width, bottom.width) + 2 * side
    up = axis + gap + top.descent
    down = gap + bottom.ascent - axis
    placed = [
        (top, (width - top.width) / 2, -up),
        (bottom, (width - bottom.width) / 2, down),
    ]
    group = _group(placed, width)

    def draw(painter: QPainter, x: float, y: float) -> None:
        group.draw(painter, x, y)
        _line(painter, x + side / 2, y - axis, x + width - side / 2, y - axis)

    return Box(width, group.ascent, group.descent, draw, children=placed)


def _script(node: Script, size: float) -> Box:
    base, small = box(node.base, size), _smaller(size, SCRIPT)
    placed = [(base, 0.0, 0.0)]
    x, width = base.width, base.width
    both = 0.12 * size if node.high is not None and node.low is not None else 0.0
    if node.high is not None:
        high = box(node.high, small)
        placed.append((high, x, -max(0.36 * size + both, base.ascent - 0.4 * size)))
        width = max(width, x + high.width)
    if node.low is not None:
        low = box(node.low, small)
        placed.append((low, x, max(0.2 * size + both / 2, base.descent - 0.1 * size)))
        width = max(width, x + low.width)
    return _group(placed, width + 0.04 * size)


def _root(body: Box, size: float) -> Box:
    hook, gap = 0.55 * size, 0.12 * size

    def draw(painter: QPainter, x: float, y: float) -> None:
        top, bottom = y - body.ascent - gap, y + body.descent
        path = QPainterPath(QPointF(x, y - 0.25 * size))
        path.lineTo(x + 0.16 * size, y - 0.32 * size)
        path.lineTo(x + 0.34 * size, bottom)
        path.lineTo(x + hook, top)
        path.lineTo(x + hook + body.width, top)
        _stroke(painter, path)
        body.draw(painter, x + hook, y)

    return Box(hook + body.width + 0.06 * size, body.ascent + 2 * gap, body.descent, draw)


def _accent(kind: str, body: Box, size: float) -> Box:
    rise = 0.1 * size

    def draw(painter: QPainter, x: float, y: float) -> None:
        body.draw(painter, x, y)
        top = y - min(body.ascent, 0.74 * size) - (0.0 if body.ascent > 0.8 * size else -rise)
        path = QPainterPath()
        if kind == "hat":
            middle = x + body.width / 2 + 0.04 * size
            path.moveTo(middle - 0.18 * size, top)
            path.lineTo(middle, top - 1.4 * rise)
            path.lineTo(middle + 0.18 * size, top)
        else:
            top = y - body.ascent - 0.4 * rise
            path.moveTo(x + 0.04 * size, top)
            path.lineTo(x + body.width - 0.02 * size, top)
        _stroke(painter, path)

    return Box(body.width, body.ascent + 1.5 * rise, body.descent, draw)


def _fence(node: Fence, size: float) -> Box:
    body = box(node.body, size)
    half = max(body.ascent - 0.3 * size, body.descent + 0.3 * size, 0.5 * size) + 0.04 * size
    arm = 0.36 * size

    def draw(painter: QPainter, x: float, y: float) -> None:
        middle = y - 0.3 * size
        for sign, left in ((node.opening, x), (node.closing, x + arm + body.width)):
            _bracket(painter, sign, QRectF(left, middle - half, arm, 2 * half))
        body.draw(painter, x + arm, y)

    ascent, descent = half + 0.3 * size, half - 0.3 * size
    return Box(body.width + 2 * arm, ascent, max(descent, body.descent), draw)


def _bracket(painter: QPainter, sign: str, at: QRectF) -> None:
    path = QPainterPath()
    inset = 0.3 * at.width()
    left, right = at.left() + inset, at.right() - inset
    if sign in (")", "]"):
        left, right = right, left
    if sign in ("(", ")"):
        path.moveTo(right, at.top())
        bow = left - 0.35 * (right - left)
        path.cubicTo(bow, at.top() + 0.25 * at.height(), bow,
                     at.top() + 0.75 * at.height(), right, at.bottom())  # fmt: skip
    elif sign in ("[", "]"):
        path.moveTo(right, at.top())
        path.lineTo(left, at.top())
        path.lineTo(left, at.bottom())
        path.lineTo(right, at.bottom())
    elif sign == "|":
        path.moveTo(at.center().x(), at.top())
        path.lineTo(at.center().x(), at.bottom())
    _stroke(painter, path)


def _line(painter: QPainter, x: float, y: float, right: float, bottom: float) -> None:
    path = QPainterPath(QPointF(x, y))
    path.lineTo(right, bottom)
    _stroke(painter, path)


def _stroke(painter: QPainter, path: QPainterPath) -> None:
    before = painter.pen()
    painter.strokePath(path, QPen(before.color(), 1.1))
    painter.setPen(before)
