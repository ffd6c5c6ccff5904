"""The inspector: the settings of what is selected, else of the training and the data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.declaration import Declaration
from bpgui.engine.layer import Layer
from bpgui.gui import theme
from bpgui.gui.document import Document
from bpgui.gui.forms import Form
from bpgui.project.adapt import with_data
from bpgui.project.project import DataSettings, Project


class Inspector(QStackedWidget):
    """Shows and edits through the document; `show_now` tells it of the run."""

    said = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self._document = document
        self.node_page = _NodePage(document)
        self.project_page = _ProjectPage(document)
        self.addWidget(self.project_page)
        self.addWidget(self.node_page)
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        document.selected.connect(self._selected)
        self._refresh(fresh=True)

    def show_now(self, facts: Mapping[int, Mapping[str, str]]) -> None:
        """What is known of each node now: texts by heading."""
        self.node_page.show_now(facts)

    def set_running(self, project: Project | None) -> None:
        """The project of the run in progress: what it cannot take up is marked."""
        self.project_page.set_running(project)

    def _changed(self, before: Project, after: Project) -> None:
        self._refresh(fresh=False)

    def _replaced(self) -> None:
        self._refresh(fresh=True)

    def _selected(self, ids: object) -> None:
        self._refresh(fresh=True)

    def _refresh(self, fresh: bool) -> None:
        if self._document.selection:
            self.node_page.refresh(fresh)
            self.setCurrentWidget(self.node_page)
        else:
            self.project_page.refresh(fresh)
            self.setCurrentWidget(self.project_page)


class _Page(QScrollArea):
    """A column that scrolls."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(16, 8, 16, 16)
        self.column.setSpacing(8)
        self.setWidget(content)


class _NodePage(_Page):
    """One node, or several of which the common settings are shown."""

    def __init__(self, document: Document) -> None:
        super().__init__("inspector_node")
        self._document = document
        self._facts: Mapping[int, Mapping[str, str]] = {}
        self.title = QLineEdit()
        self.title.setObjectName("node_name")
        self.title.setAccessibleName("Name of the layer")
        theme.mark(self.title, "title")
        self.title.editingFinished.connect(self._rename)
        self._formula = theme.label("", "muted")
        self._formula.setWordWrap(True)
        self.form = Form("layer_")
        self.form.edited_all.connect(self._edited)
        self._now = _Now()
        for widget in (self.title, self._formula, self.form, self._now):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    @property
    def _ids(self) -> list[int]:
        return sorted(self._document.selection)

    def refresh(self, fresh: bool) -> None:
        """Show the selection as it stands."""
        nodes = [self._document.graph.nodes[id] for id in self._ids]
        one = nodes[0] if len(nodes) == 1 else None
        self.title.setReadOnly(one is None)
        if fresh or not self.title.hasFocus():
            self.title.setText(one.name if one else f"{len(nodes)} layers")
        self._formula.setText(one.layer.formula() if one else "Settings they have in common")
        self._formula.setToolTip(one.layer.help() if one else "")
        self.form.show_declarations([node.layer for node in nodes], fresh)
        self._show_facts()

    def show_now(self, facts: Mapping[int, Mapping[str, str]]) -> None:
        """What is known of each node now."""
        self._facts = facts
        if self.isVisible():
            self._show_facts()

    def _show_facts(self) -> None:
        ids = self._ids
        self._now.show_facts(self._facts.get(ids[0], {}) if len(ids) == 1 else {})

    def _rename(self) -> None:
        ids = self._ids
        if len(ids) == 1 and self.title.text() != self._document.graph.nodes[ids[0]].name:
            after = self._document.graph.rename(ids[0], self.title.text())
            self._document.edit_graph(after, f"Rename to {after.nodes[ids[0]].name}")
            self.title.setText(after.nodes[ids[0]].name)

    def _edited(self, layers: Sequence[Layer], gesture: object) -> None:
        graph = self._document.graph
        for id, layer in zip(self._ids, layers, strict=True):
            graph = graph.with_layer(id, layer)
        names = ", ".join(self._document.graph.nodes[id].name for id in self._ids)
        self._document.edit_graph(graph, f"Change {names}", gesture)


class _Now(QWidget):
    """Headings and numbers of the run."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("now")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.addWidget(theme.label("NOW", "section"), 0, 0)
        self._values: dict[str, QLabel] = {}
        self._lines: list[QLabel] = []
        self._headings: tuple[str, ...] = ()

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Show these; nothing at all where there are none."""
        self.setVisible(bool(facts))
        if tuple(facts) != self._headings:
            self._rebuild(tuple(facts))
        for heading, text in facts.items():
            if self._values[heading].text() != text:
                self._values[heading].setText(text)

    def _rebuild(self, headings: tuple[str, ...]) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        self._headings, self._values = headings, {}
        for row, heading in enumerate(headings, start=1):
            value = theme.label("", "value")
            name = theme.label(heading, "muted")
            self._values[heading] = value
            self._lines += [name, value]
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1)
        self._grid.setColumnStretch(0, 1)


class _ProjectPage(QTabWidget):
    """Training and data, while no layer is selected."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("inspector_project")
        self.setDocumentMode(True)
        self._document = document
        self.training, self.data = Form("training_"), Form("data_")
        self.training.edited.connect(self._training_edited)
        self.data.edited.connect(self._data_edited)
        self._notes = theme.label("", "muted")
        self._notes.setWordWrap(True)
        for name, form in (("Training", self.training), ("Data", self.data)):
            page = _Page(f"inspector_{name.lower()}")
            page.column.addWidget(form)
            if name == "Training":
                page.column.addSpacing(8)
                page.column.addWidget(self._notes)
            page.column.addStretch(1)
            self.addTab(page, name)

    def refresh(self, fresh: bool) -> None:
        """Show the project as it stands."""
        project = self._document.project
        self.training.show_declarations([project.training], fresh)
        self.data.show_declarations([project.data], fresh)
        self._notes.setText(project.notes)

    def set_running(self, project: Project | None) -> None:
        """Mark what the run in progress cannot take up."""
        self.training.set_running(None if project is None else [project.training])
        self.data.set_running(None if project is None else [project.data])

    def _training_edited(self, training: Declaration, gesture: object) -> None:
        after = dataclasses.replace(self._document.project, training=training)  # type: ignore[arg-type]
        self._document.edit(after, "Change training", gesture)

    def _data_edited(self, data: Any, gesture: object) -> None:
        assert isinstance(data, DataSettings)
        after = with_data(self._document.project, data)
        self._document.edit(after, "Change data", gesture)
