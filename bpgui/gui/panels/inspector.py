"""The inspector: the settings of what is selected, else of the training and the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QStackedWidget, QWidget

from bpgui.engine.arrays import Array
from bpgui.gui.document import Document
from bpgui.gui.panels.node_page import NodePage
from bpgui.gui.panels.project_page import ProjectPage
from bpgui.project.project import Project


class Inspector(QStackedWidget):
    """Shows and edits through the document; `show_now` tells it of the run."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self._document = document
        self.node_page = NodePage(document)
        self.project_page = ProjectPage(document)
        self.addWidget(self.project_page)
        self.addWidget(self.node_page)
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        document.selected.connect(self._selected)
        self._refresh(fresh=True)

    def show_now(self, facts: Mapping[int, Mapping[str, str]]) -> None:
        """What is known of each node now: texts by heading."""
        self.node_page.show_now(facts)

    def know_weights(self, weights: Callable[[int], Mapping[str, Array]]) -> None:
        """How to find out which weights a node has now, by the name of the parameter."""
        self.node_page.weights = weights

    def set_running(self, project: Project | None) -> None:
        """The project of the run in progress: what it cannot take up is marked."""
        self.project_page.set_running(project)
        self.node_page.set_running(project)

    def show_project(self, tab: str) -> None:
        """Show "training", "data" or "notes" in the place of the layers that are selected."""
        self._document.select(())
        self.project_page.show_tab(tab)

    def _changed(self, before: Project, after: Project) -> None:
        self._refresh(fresh=False)

    def _replaced(self) -> None:
        self._refresh(fresh=True)

    def _selected(self, ids: object) -> None:
        self._refresh(fresh=True)

    def _refresh(self, fresh: bool) -> None:
        page = self.node_page if self._document.selection else self.project_page
        page.refresh(fresh)
        self.setCurrentWidget(page)
