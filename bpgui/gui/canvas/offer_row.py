"""How a layer looks in the search: a glyph, a name, and what it does in muted words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from bpgui.gui import theme
from bpgui.gui.canvas.ink import ink
from bpgui.gui.canvas.offers import Offer

ROW: Final = 30
OFFER: Final = Qt.ItemDataRole.UserRole


class OfferRow(QStyledItemDelegate):
    """Paints the offers of a list, the current one lit."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(180, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        offer: Offer = index.data(OFFER)
        place: QRect = option.rect
        view = self.parent()
        assert isinstance(view, QListWidget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == view.currentRow():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().color("selected"))
            painter.drawRoundedRect(place, 4, 4)
        category = theme.category(offer.layer.group, offer.layer.kind())
        ratio = view.devicePixelRatioF()
        pixmap = theme.pixmap(category.icon, category.role, 16, ratio)
        painter.drawPixmap(place.left() + 8, place.center().y() - 7, pixmap)
        painter.setFont(theme.font())
        painter.setPen(ink().text)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = place.adjusted(34, 0, -8, 0)
        painter.drawText(name, middle, offer.label)
        left = painter.fontMetrics().horizontalAdvance(offer.label) + 14
        painter.setFont(theme.caption())
        painter.setPen(ink().muted)
        room = name.adjusted(left, 0, 0, 0)
        hint = painter.fontMetrics().elidedText(
            offer.hint, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, hint)
        painter.restore()
