"""How an entry of the palette is drawn: the glyph of its category in a box, and its name."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPixmap, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bpgui.engine.layer import Layer, layers
from bpgui.gui import theme

#: The name of the kind; whether it is a heading; the letters of the name that were searched for.
KIND = Qt.ItemDataRole.UserRole
GROUP = KIND + 1
PLACES = KIND + 2
#: Whether it is a ready block, of several layers.
BLOCK = KIND + 3

_ROW, _HEADING, _BOX, _GLYPH = 26, 30, 20, 14
Index = QModelIndex | QPersistentModelIndex


class Entries(QStyledItemDelegate):
    """Draws headings and entries in the colours of the live theme."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _HEADING if index.data(GROUP) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kind = index.data(KIND)
        if index.data(BLOCK):
            _paint_ground(painter, option)
            paint_block(painter, option.rect, index.data(), index.data(PLACES) or ())
        elif kind is None:
            _paint_words(painter, option.rect, index.data(), bool(index.data(GROUP)))
        else:
            _paint_ground(painter, option)
            paint_entry(painter, option.rect, layers[kind], index.data(PLACES) or ())
        painter.restore()


def paint_entry(
    painter: QPainter, rect: QRect, kind: type[Layer], places: tuple[int, ...] = ()
) -> None:
    """A kind of layer: its glyph and its name, with the letters at `places` brought out."""
    category = theme.category(kind.group, kind.kind())
    _paint_entry(painter, rect, category.icon, category.role, kind.label, places)


def paint_block(painter: QPainter, rect: QRect, label: str, places: tuple[int, ...] = ()) -> None:
    """A ready block, in the same way."""
    _paint_entry(painter, rect, "group", "muted", label, places)


def _paint_entry(
    painter: QPainter, rect: QRect, icon: str, role: str, label: str, places: tuple[int, ...]
) -> None:
    palette = theme.current()
    box = QRectF(rect.left() + 2, rect.center().y() - _BOX / 2 + 0.5, _BOX, _BOX)
    painter.setPen(palette.color("line"))
    painter.setBrush(palette.color("field"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    glyph = QRectF(0, 0, _GLYPH, _GLYPH)
    glyph.moveCenter(box.center())
    theme.paint_icon(painter, glyph, icon, getattr(palette, role))
    room = QRectF(rect).adjusted(_BOX + 12, 0, 0, 0)
    _paint_name(painter, room, label, places)


def picture(label: str, kind: type[Layer] | None, ratio: float) -> QPixmap:
    """What hangs on the pointer while a kind, or a block, is dragged; `ratio` dots a pixel."""
    size = QSize(_BOX + 36 + len(label) * 8, 32)
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    palette = theme.current()
    painter.setPen(palette.color("accent"))
    painter.setBrush(palette.color("raised"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), 8, 8)
    place = QRect(6, 0, size.width() - 6, size.height())
    if kind is None:
        paint_block(painter, place, label)
    else:
        paint_entry(painter, place, kind)
    painter.end()
    return made


def _paint_name(painter: QPainter, room: QRectF, name: str, places: tuple[int, ...]) -> None:
    layout = QTextLayout(name, theme.font())
    bold = QTextCharFormat()
    bold.setForeground(theme.current().color("accent"))
    bold.setFontWeight(theme.font().Weight.DemiBold)
    layout.setFormats([_format_range(place, bold) for place in places])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(room.width())
    layout.endLayout()
    painter.setPen(theme.current().color("text"))
    layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - line.height()) / 2))


def _format_range(place: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = place, 1, look
    return made


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    state, role = option.state, ""
    if state & QStyle.StateFlag.State_Selected:
        role = "selected"
    elif state & QStyle.StateFlag.State_MouseOver:
        role = "hover"
    if role:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(role))
        painter.drawRoundedRect(option.rect.adjusted(-2, 1, -6, -1), 6, 6)


def _paint_words(painter: QPainter, rect: QRect, words: str, heading: bool) -> None:
    painter.setPen(theme.current().color("muted"))
    painter.setFont(theme.caption(theme.font().Weight.DemiBold) if heading else theme.font())
    place = rect.adjusted(2, 0, 0, -6 if heading else 0)
    align = Qt.AlignmentFlag.AlignBottom if heading else Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, align, words.upper() if heading else words)
