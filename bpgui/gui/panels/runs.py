"""The Runs panel: the present run and those before it, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from bpgui.gui import theme
from bpgui.gui.panels.runs_model import CHANGES, NAME, RunsModel
from bpgui.gui.runs.row import Row

NOTHING = (
    "No run has been kept yet. Reset, or change something and run again: the run before is kept "
    "here, to be compared with the new one."
)
ASK_ONE = "Select a past run first"


class RunsPanel(QWidget):
    """Asks, and shows what it is told: `settings_wanted(number)`, `resumed(number)`,
    `deleted(number)`, `all_deleted()`, `renamed(number or None, name)`, `shown(number, bool)`."""

    settings_wanted = Signal(int)
    resumed = Signal(int)
    deleted = Signal(int)
    all_deleted = Signal()
    renamed = Signal(object, str)
    shown = Signal(int, bool)
    #: It is on the screen again, and has missed some news.
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_panel")
        self.setAccessibleName("Runs")
        self.model = RunsModel(self)
        self.model.renamed.connect(self.renamed)
        self.model.shown.connect(self.shown)
        self.table = self._table()
        #: All that is to be said of the selected run, or what to do where there is none.
        self._words = theme.label(NOTHING, "muted")
        self._words.setObjectName("runs_words")
        self._words.setWordWrap(True)
        self._take = self._action(
            "runs_take", "Take its settings", self._take_settings, "Can be undone"
        )
        self._resume = self._action(
            "runs_resume", "Go on with it", self._go_on, "Its settings, its weights, its curves"
        )
        self._delete = self._action("runs_delete", "Delete", self._delete_one, "Forget this run")
        self._delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._clear = self._action(
            "runs_delete_all", "Delete all", self.all_deleted.emit, "Forget all past runs"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self._words)
        column.addLayout(self._foot())
        self._offer()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these runs, the present one first."""
        chosen = self.chosen
        self.model.show_rows(rows)
        if chosen is not None and self.chosen is None:
            self._choose(chosen.number)
        self._offer()

    def show_present(self, row: Row) -> None:
        """Show the newest numbers of the present run."""
        self.model.show_rows([row, *self.model.rows[1:]])

    @property
    def chosen(self) -> Row | None:
        """The run that is selected."""
        places = self.table.selectionModel().selectedRows()
        return self.model.rows[places[0].row()] if places else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()

    # -- inside --------------------------------------------------------------------------------

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setObjectName("runs_table")
        table.setAccessibleName("Runs")
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(NAME, 132)
        header.setSectionResizeMode(CHANGES, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        return table

    def _action(self, name: str, text: str, slot: object, tip: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setToolTip(tip)
        action.setProperty("tip", tip)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.table.addAction(action)
        return action

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for action in (self._take, self._resume, self._delete, self._clear):
            button = QPushButton(action.text(), self)
            button.setObjectName(f"{action.objectName()}_button")
            button.clicked.connect(action.trigger)
            action.changed.connect(_Following(button, action))
            if action is self._clear:
                foot.addStretch(1)
            foot.addWidget(button)
        return foot

    def _offer(self) -> None:
        """What can be done with the run that is selected."""
        row = self.chosen
        past = row is not None and row.number is not None
        resumable = past and row is not None and row.resumable
        for action in (self._take, self._delete):
            self._enable(action, past, ASK_ONE)
        self._enable(self._resume, resumable, "Its weights were not kept" if past else ASK_ONE)
        self._words.setText(row.words if row else "" if len(self.model.rows) > 1 else NOTHING)
        self._words.setVisible(bool(self._words.text()))
        self._enable(self._clear, len(self.model.rows) > 1, "There are no past runs")

    def _enable(self, action: QAction, able: bool, why: str) -> None:
        action.setEnabled(able)
        action.setToolTip(action.property("tip") if able else why)

    def _choose(self, number: int | None) -> None:
        for place, row in enumerate(self.model.rows):
            if row.number == number:
                self.table.selectRow(place)

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.table.actions())
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _take_settings(self) -> None:
        self._emit(self.settings_wanted)

    def _go_on(self) -> None:
        self._emit(self.resumed)

    def _delete_one(self) -> None:
        self._emit(self.deleted)

    def _emit(self, signal: object) -> None:
        row = self.chosen
        if row is not None and row.number is not None:
            signal.emit(row.number)  # type: ignore[attr-defined]


class _Following:
    """Keeps a button as its action is."""

    def __init__(self, button: QPushButton, action: QAction) -> None:
        self._button, self._action = button, action

    def __call__(self) -> None:
        self._button.setEnabled(self._action.isEnabled())
        self._button.setToolTip(self._action.toolTip())
