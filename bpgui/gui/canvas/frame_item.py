"""A frame on the canvas: a coloured rectangle with a title bar, behind what it holds."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.engine.frame import Frame, Room
from bpgui.gui.canvas.colors import ROLES
from bpgui.gui.canvas.geometry import CLOSE
from bpgui.gui.canvas.ink import big_font, font_of, hairline, ink
from bpgui.gui.canvas.words import words

#: The title bar, and the room that a frame leaves around what it holds.
BAR = 30.0
ROOM = 24.0
_RADIUS = 10.0
#: -1 for left or top, 1 for right or bottom, 0 for neither: across, and down.
Sides = tuple[int, int]
#: How much of its colour a frame has.
TINT = 0.07
#: In screen pixels: letters smaller than this are no longer drawn.
_LEGIBLE = 6.0


def around(held: QRectF, room: Room) -> QRectF:
    """The rectangle of a frame whose contents take up this one, and that takes more room."""
    left, top, right, bottom = room
    return held.adjusted(-ROOM - left, -ROOM - BAR + 6 - top, ROOM + right, ROOM + bottom)


class FrameItem(QGraphicsItem):
    """One frame that is not collapsed. It is told where it is; it holds nothing itself."""

    def __init__(self, frame: Frame, depth: int) -> None:
        super().__init__()
        self.frame = frame
        self.selected = False
        self.hover = False
        #: About to take in what is being dragged.
        self.welcomes = False
        self.rect = QRectF()
        self.setZValue(-100 + depth)

    def show_frame(self, frame: Frame, depth: int) -> None:
        """Become this frame."""
        self.setZValue(-100 + depth)
        before, self.frame = self.frame, frame
        if frame != before:
            self.update()

    def surround(self, rect: QRectF) -> None:
        """Stand here in the scene."""
        if rect != self.rect:
            self.prepareGeometryChange()
            self.rect = rect

    def set_flag(self, name: str, on: bool) -> None:
        """Switch `selected`, `hover` or `welcomes`."""
        if getattr(self, name) != on:
            setattr(self, name, on)
            self.update()

    def sides_at(self, point: QPointF, reach: float) -> Sides | None:
        """The sides of the rectangle that a point is at, one or two; None where it is at none."""
        rect = self.rect
        if not rect.adjusted(-reach, -reach, reach, reach).contains(point):
            return None
        across = _side(point.x(), rect.left(), rect.right(), reach)
        down = _side(point.y(), rect.top(), rect.bottom(), reach)
        # Near a corner, a side reaches further.
        across = across or (_side(point.x(), rect.left(), rect.right(), 2 * reach) if down else 0)
        down = down or (_side(point.y(), rect.top(), rect.bottom(), 2 * reach) if across else 0)
        return (across, down) if across or down else None

    def bar(self) -> QRectF:
        """The title bar in the scene."""
        return QRectF(self.rect.topLeft(), self.rect.topRight() + QPointF(0, BAR))

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self.rect.adjusted(-3, -3, 3, 3)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.rect)
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        paint_frame(self, painter, painter.worldTransform().m11())


def _side(at: float, low: float, high: float, reach: float) -> int:
    """-1 near the lower end, 1 near the upper one, 0 between them."""
    if abs(at - high) <= reach:
        return 1
    return -1 if abs(at - low) <= reach else 0


def paint_frame(item: FrameItem, painter: QPainter, scale: float) -> None:
    """The frame in scene coordinates; from afar with larger letters."""
    colors = ink()
    role, rect = ROLES[item.frame.color], item.rect
    tone = colors.palette.color
    painter.setPen(_edge(item))
    painter.setBrush(tone(role, 0.16 if item.welcomes else TINT))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    _bar(item, painter, tone(role, 0.2))
    if scale < CLOSE:
        _title(item, painter, scale)
        return
    painter.setPen(colors.text)
    painter.setFont(font_of("name"))
    title = words(item.frame.title, "name", rect.width() - 24)
    title.draw(painter, rect.topLeft() + QPointF(12, 6))


def paint_from_afar(item: FrameItem, painter: QPainter, scale: float) -> None:
    """The same as a plain block, at a fraction of the cost."""
    role, tone = ROLES[item.frame.color], ink().palette.color
    painter.fillRect(item.rect, tone(role, 0.16 if item.welcomes else TINT))
    painter.fillRect(item.bar(), tone(role, 0.2))
    painter.setPen(_edge(item))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(item.rect)
    _title(item, painter, scale)


def _edge(item: FrameItem) -> QPen:
    colors, role = ink(), ROLES[item.frame.color]
    if item.selected or item.welcomes:
        return hairline(colors.accent, 2.0)
    return hairline(colors.palette.color(role, 1.0 if item.hover else 0.55), 1.0)


def _title(item: FrameItem, painter: QPainter, scale: float) -> None:
    """The title in letters as large as the bar has room for; none where they were too small."""
    size = min(28, round(12 / scale))
    if size * scale < _LEGIBLE:
        return
    painter.setPen(ink().text)
    painter.setFont(big_font(size))
    box = QRectF(item.rect.left() + 12, item.rect.top(), item.rect.width() - 24, BAR)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), item.frame.title)


def _bar(item: FrameItem, painter: QPainter, tone: QColor) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.setClipRect(item.bar())
    painter.drawRoundedRect(item.bar().adjusted(0, 0, 0, _RADIUS), _RADIUS, _RADIUS)
    painter.restore()
