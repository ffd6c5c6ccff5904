"""The cost table, for Qt."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bpgui.gui import theme
from bpgui.gui.views.price.rows import COLUMNS, LAYER, SHARE, PriceRow, ordered

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
#: The share of the step, 0 to 1, for the delegate that draws it.
SHARE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class PriceModel(QAbstractTableModel):
    """Rows in the order asked for, and the total below them all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PriceRow] = []
        self._given: list[PriceRow] = []
        self._total: PriceRow | None = None
        self._column, self._descending = LAYER, False

    def show_rows(self, rows: list[PriceRow], total: PriceRow | None) -> None:
        """Show these."""
        self.beginResetModel()
        self._given, self._total = rows, total
        self._arrange()
        self.endResetModel()

    def place_of(self, nodes: frozenset[int]) -> int | None:
        """The first row that stands for one of these nodes."""
        return next((i for i, row in enumerate(self.rows) if row.node in nodes), None)

    def _arrange(self) -> None:
        below = [] if self._total is None else [self._total]
        self.rows = [*ordered(self._given, self._column, self._descending), *below]

    # -- QAbstractTableModel -------------------------------------------------------------------

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return COLUMNS[column].words(row)
        if role == roles.ToolTipRole:
            return row.tip
        if role == roles.TextAlignmentRole:
            return _LEFT if column == LAYER else _RIGHT
        if role == roles.FontRole and row is self._total:
            return theme.font(weight=theme.font().Weight.DemiBold)
        if role == roles.DecorationRole and column == LAYER and row.category is not None:
            return theme.icon(row.category.icon, row.category.role)
        if role == SHARE_ROLE and column == SHARE and row is not self._total:
            return row.share
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section == LAYER else _RIGHT
        return None
