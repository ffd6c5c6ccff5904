"""The gradient check as a table that fills row by row, and can be closed at any time."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.gradcheck import TOLERANCE, Row, gradient_rows, stand_in_note
from bpgui.gui import theme
from bpgui.project.session import Prepared

#: Training rows whose mean loss is differentiated.
ROWS = 10
HEADS = ("Tensor", "Where", "Back-propagation", "Finite difference", "Relative error", "")


class GradientCheck(QDialog):
    """Checks the network of a project that has been made ready, fresh weights in float64;
    `picked(node id)` on a click."""

    picked = Signal(int)

    def __init__(self, prepared: Prepared, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_check")
        self.setWindowTitle("Gradient check")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 420)
        self.rows: list[Row] = []
        self.summary = theme.label("Checking…", "heading")
        self.summary.setObjectName("gradient_check_summary")
        self.summary.setWordWrap(True)
        self._progress = QProgressBar(self)
        self._table = self._make_table()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        close.rejected.connect(self.reject)
        explained = theme.label(
            "The network as it starts, drawn from its seed, in float64. Every tensor is moved a "
            "little, entry by entry or along random directions, and the change of the loss is "
            "compared with its gradient. The worst case is shown; relative errors up to "
            f"{TOLERANCE:g} are right.",
            "muted",
        )
        explained.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self.summary, explained, self._progress, self._table, close):
            column.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        self._begin(prepared)

    @property
    def finished_checking(self) -> bool:
        """Whether every tensor has been checked, or cannot be."""
        return not self._timer.isActive()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS), self)
        table.setObjectName("gradient_check_table")
        table.setAccessibleName("Gradients by tensor")
        table.setHorizontalHeaderLabels(HEADS)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.cellClicked.connect(self._clicked)
        return table

    def _begin(self, ready: Prepared) -> None:
        x, t = ready.train.x[:ROWS], ready.train.t[:ROWS]
        seed = ready.project.training.seed
        self._work = gradient_rows(ready.graph, ready.check, x, t, seed=seed)
        tensors = sum(
            parameter.trained
            for id in ready.check.live
            for parameter in ready.check.parameters[id].values()
        )
        self._progress.setRange(0, tensors)
        self._timer.start(0)

    def _advance(self) -> None:
        try:
            row = next(self._work, None)
        except ValueError as error:
            self._say(str(error), "bad")
            return
        if row is None:
            self._conclude()
            return
        self.rows.append(row)
        self._progress.setValue(len(self.rows))
        self._show(row)

    def _show(self, row: Row) -> None:
        where = "a direction" if row.entry is None else f"entry {list(row.entry)}"
        verdict, icon, role = _verdict(row)
        numbers = (f"{row.analytic:.7e}", f"{row.numeric:.7e}", row.words)
        self._table.insertRow(self._table.rowCount())
        for column, words in enumerate((row.tensor, where, *numbers, verdict)):
            item = QTableWidgetItem(words)
            if column == len(HEADS) - 1:
                item.setIcon(theme.icon(icon, role))
            self._table.setItem(self._table.rowCount() - 1, column, item)

    def _conclude(self) -> None:
        wrong = [row for row in self.rows if row.wrong]
        judged = [row for row in self.rows if not row.stand_in]
        note = stand_in_note(self.rows)
        if not self.rows:
            self._say(
                "This network has nothing to learn, so there is no gradient to check.", "muted"
            )
        elif wrong:
            worst = max(wrong, key=lambda row: row.error)
            self._say(
                f"{len(wrong)} of {len(self.rows)} gradients are wrong, {worst.tensor} most.", "bad"
            )
        elif not judged:
            self._say(note, "muted")
        else:
            worst = max(judged, key=lambda row: (row.ok, row.words != "rounding", row.difference))
            which = "The other" if note else "All"
            self._say(
                f"{note} {which} {len(judged)} gradients are right; the largest relative error is "
                f"{worst.words}, at {worst.tensor}.".strip(),
                "good",
            )

    def _say(self, sentence: str, role: theme.Role) -> None:
        self._timer.stop()
        self._progress.hide()
        self.summary.setText(sentence)
        theme.mark(self.summary, role)

    def _clicked(self, row: int, column: int) -> None:
        self.picked.emit(self.rows[row].node)


def _verdict(row: Row) -> tuple[str, str, theme.Role]:
    """What is said of a row: the words, the icon and its colour."""
    if row.wrong:
        return "WRONG", "error", "bad"
    if row.stand_in:
        return "not differentiable", "info", "muted"
    return "agrees", "check", "good"
