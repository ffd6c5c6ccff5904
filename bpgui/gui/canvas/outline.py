"""The diagram as a list, for whoever reads rather than looks; and its summary."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpgui.gui import theme
from bpgui.gui.canvas.level import GROUP
from bpgui.gui.canvas.outline_model import OutlineModel
from bpgui.gui.canvas.outline_rows import outlined
from bpgui.gui.canvas.summary import markdown, rows, totals
from bpgui.gui.document import Document


class Outline(QWidget):
    """Every layer in order, with what it reads, gives and learns. Its selection is the canvas'.

    `go_to(id)` asks to show a node: Enter or a double click on its row. On the row of a frame that
    goes inside it.
    """

    go_to = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outline")
        self.setAccessibleName(self.tr("Outline"))
        self._document = document
        self._busy = False
        self.model = OutlineModel(self)
        self.table = self._table()
        self._totals = theme.label("", "caption")
        self._totals.setObjectName("outline_totals")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._foot(self._totals))
        document.changed.connect(self._changed)
        document.replaced.connect(self.refresh)
        document.selected.connect(self._show_selection)

    def refresh(self) -> None:
        """Show the diagram as it is now."""
        if not self.isVisible():
            return
        graph, check = self._document.graph, self._document.check
        self.model.show_rows(outlined(graph, check))
        self._totals.setText(totals(rows(graph, check)))
        self._show_selection(self._document.selection)

    def copy_summary(self) -> None:
        """Put the table on the clipboard as Markdown."""
        table = rows(self._document.graph, self._document.check)
        QGuiApplication.clipboard().setText(markdown(table))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # -- inside --------------------------------------------------------------------------------

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setObjectName("outline_table")
        table.setAccessibleName(self.tr("Layers"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate((130, 140, 120, 90)):
            table.setColumnWidth(column, width)
        table.selectionModel().selectionChanged.connect(self._select)
        table.activated.connect(self._activated)
        return table

    def _foot(self, totals: QLabel) -> QHBoxLayout:
        copy = QToolButton(self)
        copy.setObjectName("outline_copy")
        copy.setText(self.tr("Copy as Markdown"))
        copy.setAccessibleName(copy.text())
        copy.clicked.connect(self.copy_summary)
        theme.mark(copy, "quiet")
        foot = QHBoxLayout()
        foot.addWidget(totals, 1)
        foot.addWidget(copy)
        return foot

    def _changed(self, before: object, after: object) -> None:
        self.refresh()

    def _select(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Rows were selected here: so are their nodes, and all that a frame holds."""
        if self._busy:
            return
        found = {index.row() for index in self.table.selectionModel().selectedRows()}
        chosen = {self.model.rows[row].id for row in found if not self.model.rows[row].frame}
        self._document.select(chosen | self._held(selected))

    def _held(self, rows: QItemSelection) -> frozenset[int]:
        """The nodes in the frames among these rows."""
        found = {self.model.rows[index.row()].frame for index in rows.indexes()} - {0}
        return frozenset[int]().union(*(self._document.graph.contents[id] for id in found))

    def _show_selection(self, ids: object) -> None:
        """Nodes were selected anywhere: so are their rows."""
        if not self.isVisible():
            return
        chosen = QItemSelection()
        picked = self._document.selection
        full = (GROUP + id for id, held in self._document.graph.contents.items() if held <= picked)
        places = sorted(
            place for id in (*picked, *full) if (place := self.model.place(id)) is not None
        )
        for place in places:
            chosen.select(self.model.index(place, 0), self.model.index(place, 0))
        flags = QItemSelectionModel.SelectionFlag
        self._busy = True
        try:
            self.table.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        finally:
            self._busy = False
        if places and not self.table.hasFocus():
            self.table.scrollTo(self.model.index(places[0], 0))

    def _activated(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if row.frame:
            self._document.enter(row.frame)
        else:
            self.go_to.emit(row.id)
