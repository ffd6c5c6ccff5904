"""The inspector without a selection: how the project is trained, and on which data."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget

from bpgui.data import Dataset
from bpgui.engine.counted import counted
from bpgui.engine.training import Training
from bpgui.gui import format, theme
from bpgui.gui.document import Document
from bpgui.gui.forms import Form
from bpgui.gui.panels.node_page import changed_setting
from bpgui.gui.panels.notes import Notes
from bpgui.gui.panels.page import Page
from bpgui.project.adapt import with_data
from bpgui.project.project import DataSettings, Project


class ProjectPage(QTabWidget):
    """Training, data and notes, while no layer is selected."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("inspector_project")
        self.setDocumentMode(True)
        self._document = document
        #: Where the gesture on the data began, and what came of it so far.
        self._gesture: object = None
        self._start = self._result = document.project
        #: The settings that are shown already, while their rows are being read.
        self._coming: DataSettings | None = None
        document.reader.ended.connect(self._nothing_comes)
        self._running: Project | None = None
        self.training, self.data = Form("training_"), Form("data_")
        self.training.edited.connect(self._training_edited)
        self.data.edited.connect(self._data_edited)
        self._summary = theme.label("", "caption")
        self._summary.setObjectName("data_summary")
        self._summary.setWordWrap(True)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes = Notes(document)
        for title, parts in (
            ("Training", (self.training,)),
            ("Data", (self.data, self._summary)),
        ):
            page = Page(f"inspector_{title.lower()}")
            page.column.setContentsMargins(16, 16, 16, 16)
            page.column.setSpacing(8)
            for part in parts:
                page.column.addWidget(part)
            page.column.addStretch(1)
            self.addTab(page, title)
        self.addTab(self.notes, "Notes")

    def show_tab(self, name: str) -> None:
        """Show "training", "data" or "notes"."""
        self.setCurrentIndex(("training", "data", "notes").index(name))

    def refresh(self, fresh: bool) -> None:
        """Show the project as it stands."""
        project = self._document.project
        self.training.show_declarations([project.training], fresh)
        self._show_early_stop(project.training)
        self.data.show_declarations([self._coming or project.data], fresh)
        self.notes.show_notes()
        self._show_data()

    def set_running(self, project: Project | None) -> None:
        """Mark what the run in progress cannot take up."""
        if project is self._running:
            return
        self._running = project
        self.training.set_running(None if project is None else [project.training])
        self.data.set_running(None if project is None else [project.data], quiet=True)

    def _show_early_stop(self, training: Training) -> None:
        """There are no best weights to go back to without it."""
        row = self.training.rows["best_weights"]
        row.setEnabled(training.patience > 0)
        row.setToolTip("" if training.patience else "Only an early stop goes back to them.")

    def _show_data(self) -> None:
        data = self._document.dataset
        complaint = self._document.check.problems[0].message if data is None else ""
        theme.mark(self._summary, "bad" if data is None else "caption")
        self._summary.setText(complaint if data is None else summary(data))

    def _training_edited(self, training: Training, gesture: object) -> None:
        what = changed_setting(self._document.project.training, training)
        after = dataclasses.replace(self._document.project, training=training)
        self._document.edit(after, f"Change {what}", gesture)

    def _data_edited(self, data: DataSettings, gesture: object) -> None:
        # The diagram follows from where the gesture began, not from what it passed on its way: an
        # arrow key held down in the list of data sets leaves no traces of those in between.
        project = self._document.project
        if gesture is not self._gesture or self._result != project:
            self._start = project
        self._gesture, self._result, self._coming = gesture, project, data
        start = self._start

        def take(after: Project) -> None:
            now = self._document.project
            if now.data != project.data:
                return  # other data have come meanwhile
            if now is not project:
                self._data_edited(data, gesture)  # the diagram has changed; the rows are at hand
                return
            what = changed_setting(project.data, data)
            self._result, self._coming = after, None
            self._document.edit(after, f"Change {what}", gesture)

        same = data.source == start.data.source
        sources = () if same else (data.source, start.data.source)
        self._document.reader.read(sources, lambda: with_data(start, data), take)

    def _nothing_comes(self) -> None:
        """Nothing is being read any more: the form shows what is."""
        if self._coming is not None:
            self._coming = None
            self.data.show_declarations([self._document.project.data], fresh=True)


def summary(data: Dataset) -> str:
    """A data set in a few sentences: its rows, what is in one, what is to be predicted from it."""
    task = data.task
    several = len(task.inputs) > 1
    row = format.shape(task.inputs) if several else counted(task.size, "number")
    first = f"{counted(len(data), 'row')} of {row}"
    names = ", ".join(task.features)
    if names and len(names) < 200:
        first += f" ({names})"
    if task.kind == "regression":
        wanted = " and ".join(task.targets) or counted(task.outputs, "number")
        return " ".join((f"{first}. To predict: {wanted}.", *data.remarks))
    classes = ", ".join(task.classes)
    listed = f": {classes}" if len(classes) < 80 else ""
    return " ".join((f"{first}. {len(task.classes)} classes{listed}.", *data.remarks))
