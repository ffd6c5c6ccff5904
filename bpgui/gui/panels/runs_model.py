"""The list of runs, for Qt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPen, QPixmap

from bpgui.gui import theme
from bpgui.gui.runs.row import HEADINGS, SAME, Row

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SWATCH = (34, 12)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAME, CHANGES = 0, len(HEADINGS) - 1


class RunsModel(QAbstractTableModel):
    """One row a run, the present one first. `renamed(number or None, name)` and `shown(number,
    bool)` are what the user asks for."""

    renamed = Signal(object, str)
    shown = Signal(int, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; rows that stay where they are keep the selection and the editor."""
        before, self_rows = self.rows, list(rows)
        if [row.number for row in before] == [row.number for row in self_rows]:
            self.rows = self_rows
            for place, (old, new) in enumerate(zip(before, self_rows, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, CHANGES))
            return
        self.beginResetModel()
        self.rows = self_rows
        self.endResetModel()

    # -- QAbstractTableModel -------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsEditable
            if self.rows[index.row()].number is not None:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.EditRole):
            return self._words(row, column)
        if role == roles.ToolTipRole:
            return "\n".join(row.changes) if column == CHANGES else row.tip
        if role == roles.TextAlignmentRole and NAME < column < CHANGES:
            return _RIGHT
        if column == NAME:
            return self._look(row, role)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return list(HEADINGS)[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return list(HEADINGS.values())[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and not NAME < section < CHANGES:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and row.number is not None:
            self.shown.emit(row.number, Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole:
            self.renamed.emit(row.number, str(value))
        else:
            return False
        return True

    # -- inside --------------------------------------------------------------------------------

    def _words(self, row: Row, column: int) -> str:
        if column == NAME:
            return row.name
        if column == CHANGES:
            return "; ".join(row.changes) or ("" if row.number is None else SAME)
        return row.cells[column - 1]

    def _look(self, row: Row, role: int) -> Any:
        roles = Qt.ItemDataRole
        if role == roles.DecorationRole:
            color = theme.current().series_color(row.color).name()
            return _swatch(color, row.dash)
        if role == roles.CheckStateRole and row.number is not None:
            return Qt.CheckState.Checked if row.visible else Qt.CheckState.Unchecked
        if role == roles.FontRole and row.number is None:
            return theme.font(weight=theme.font().Weight.DemiBold)
        if role == roles.AccessibleTextRole:
            shown = "" if row.number is None else ", shown" if row.visible else ", hidden"
            return f"{row.name}{shown}"
        return None


@lru_cache(maxsize=128)
def _swatch(color: str, dash: tuple[float, ...], ratio: float = 2.0) -> QPixmap:
    """A stroke as its curves are drawn."""
    width, height = _SWATCH
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    pen = QPen(color)
    pen.setWidthF(2.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / 2 for length in dash])
    painter = QPainter(made)
    painter.setPen(pen)
    painter.drawLine(QPointF(0, height / 2), QPointF(width - 4, height / 2))
    painter.end()
    return made
