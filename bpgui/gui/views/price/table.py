"""The cost table as a widget: sorted by a click on a heading, shares as bars."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from bpgui.gui import theme
from bpgui.gui.views.price.model import SHARE_ROLE, PriceModel
from bpgui.gui.views.price.rows import LAYER, SHARE

_NAME, _BAR = 150, 160
#: The widest share, and the pixels around it.
_WIDEST, _ROOM = "0.0000 %", 16


class PriceTable(QTableView):
    """`picked(node)` when the user chooses a layer's row."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cost_table")
        self.setAccessibleName("Cost of every layer")
        self.costs = PriceModel(self)
        self.setModel(self.costs)
        self.setItemDelegateForColumn(SHARE, _Bar(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.sortByColumn(LAYER, Qt.SortOrder.AscendingOrder)
        self.setMinimumSize(80, 60)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self._set_widths()
        self._choosing = False
        self.selectionModel().currentRowChanged.connect(self._chosen)

    def choose(self, nodes: frozenset[int]) -> None:
        """Mark the row of one of these nodes, or none; nobody is told."""
        place = self.costs.place_of(nodes)
        self._choosing = True
        if place is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(place)
        self._choosing = False

    def _set_widths(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(LAYER, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(LAYER, _NAME)
        header.setSectionResizeMode(SHARE, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(SHARE, _BAR)

    def _chosen(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._choosing and now.isValid():
            node = self.costs.rows[now.row()].node
            if node is not None:
                self.picked.emit(node)


class _Bar(QStyledItemDelegate):
    """A bar behind the words."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        share = index.data(SHARE_ROLE)
        super().paint(painter, option, index)
        if share is None:
            return
        rect = bar(option.rect, option.fontMetrics)
        palette = theme.current()
        painter.fillRect(rect, palette.color("line"))
        rect.setWidth(rect.width() * min(max(float(share), 0.0), 1.0))
        painter.fillRect(rect, palette.color("accent"))


def bar(cell: QRect, metrics: QFontMetrics) -> QRectF:
    """Where the bar of a whole step lies: everything right of it is the words' own."""
    words = metrics.horizontalAdvance(_WIDEST) + _ROOM
    return QRectF(cell).adjusted(8, 8, -words, -8)
