"""How an example looks in the gallery's list: its title, and what it shows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bpgui.gui import theme
from bpgui.project.examples import Example

#: Holds an Example; None in the heading of a group.
EXAMPLE: Final = Qt.ItemDataRole.UserRole
_ROW, _HEADING = 46, 32


class ExampleRow(QStyledItemDelegate):
    """Paints examples in two lines, and the headings between them."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, _HEADING if index.data(EXAMPLE) is None else _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        example: Example | None = index.data(EXAMPLE)
        place: QRect = option.rect
        colors = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if example is None:
            painter.setFont(theme.caption(QFont.Weight.DemiBold))
            painter.setPen(colors.color("muted"))
            room = place.adjusted(8, 0, -8, -4)
            painter.drawText(room, Qt.AlignmentFlag.AlignBottom, index.data().upper())
            painter.restore()
            return
        state = option.state
        chosen = state & QStyle.StateFlag.State_Selected
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("selected" if chosen else "hover"))
            painter.drawRoundedRect(place, 4, 4)
        painter.setFont(theme.font(weight=QFont.Weight.DemiBold))
        painter.setPen(colors.color("text"))
        _write(painter, place.adjusted(8, 5, -8, -23), example.title)
        painter.setFont(theme.caption())
        painter.setPen(colors.color("muted"))
        _write(painter, place.adjusted(8, 24, -8, -4), example.summary)
        painter.restore()


def _write(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
