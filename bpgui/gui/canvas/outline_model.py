"""The outline's rows, for Qt."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bpgui.gui import theme
from bpgui.gui.canvas.summary import HEADINGS, Row

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
#: What is in a frame stands to the right of it.
_INDENT = "\u2003"


class OutlineModel(QAbstractTableModel):
    """A table of layers that says which rows have changed, and keeps the others."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._place: dict[int, int] = {}

    def show_rows(self, rows: list[Row]) -> None:
        """Show these rows."""
        before, last = self.rows, len(HEADINGS) - 1
        if [row.id for row in before] == [row.id for row in rows]:
            self.rows = rows
            for place, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, last))
            return
        self.beginResetModel()
        self.rows = rows
        self._place = {row.id: place for place, row in enumerate(rows)}
        self.endResetModel()

    def place(self, id: int) -> int | None:
        """The row of a node."""
        return self._place.get(id)

    # -- QAbstractTableModel -------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _INDENT * (row.depth if column == 0 else 0) + row.cells()[column]
        if row.inside and column == 0 and role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, in {row.inside}"
        if row.frame and column == 0 and role == Qt.ItemDataRole.DecorationRole:
            return theme.icon("group" if row.kind.startswith("Group") else "frame", "muted")
        if role == Qt.ItemDataRole.TextAlignmentRole and column == len(HEADINGS) - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if row.problem and role in (
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        ):
            return row.problem
        if row.problem and column == 0 and role == Qt.ItemDataRole.DecorationRole:
            return theme.icon("warning", "bad")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return super().headerData(section, orientation, role)
