"""The inspector of layers: one with its name, its settings and its problems, or several at once."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import Declaration
from bpgui.engine.fields import fields_of
from bpgui.engine.framing import exactly, with_frame
from bpgui.engine.graph import Node
from bpgui.engine.layer import Layer
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.gui.document import Document
from bpgui.gui.forms import Form
from bpgui.gui.forms.words import rich
from bpgui.gui.panels.drawn_formula import DrawnFormula
from bpgui.gui.panels.now import Now
from bpgui.gui.panels.page import Page
from bpgui.gui.panels.problem_list import ProblemList
from bpgui.project.by_hand import begun
from bpgui.project.project import Project

#: What a title field keeps between its border and its letters.
_PADDING = 7


class NodePage(Page):
    """One node, or several of which the common settings are shown."""

    def __init__(self, document: Document) -> None:
        super().__init__("inspector_node")
        self._document = document
        #: The weights that a node has now, by parameter.
        self.weights: Callable[[int], Mapping[str, Array]] = lambda id: {}
        self._facts: Mapping[int, Mapping[str, str]] = {}
        self._running: Project | None = None
        self.title = self._name_field()
        self._kind = theme.label("", "caption")
        self._glyph = theme.Glyph("category_core", "core")
        self._formula = theme.label("", "muted")
        self._formula.setObjectName("formula")
        self._formula.setWordWrap(True)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._drawn = DrawnFormula("drawn_formula")
        self.form = Form("layer_")
        self.form.edited_all.connect(self._edited)
        self._problems = ProblemList(document, "node_problem", leads=False)
        self._now = Now()
        self._lay_out()

    def refresh(self, fresh: bool) -> None:
        """Show the selection as it stands."""
        nodes = [self._document.graph.nodes[id] for id in self._ids]
        if not nodes:
            return
        self._show_head(nodes, fresh)
        self.form.show_declarations([node.layer for node in nodes], fresh)
        ids = self._document.selection
        problems = [problem for problem in self._document.check.problems if problem.node in ids]
        self._problems.show_problems(problems)
        self._problems.setVisible(bool(problems))
        self._mark()
        self._show_facts()

    def show_now(self, facts: Mapping[int, Mapping[str, str]]) -> None:
        """What is known of each node now."""
        self._facts = facts
        self._show_facts()

    def set_running(self, project: Project | None) -> None:
        """Mark the settings that are others than those of the run in progress."""
        if project is not self._running:
            self._running = project
            self._mark()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the name field puts the name back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            name = self._name
            if event.key() == Qt.Key.Key_Escape and self.title.text() != name:
                self.title.setText(name)
                return True
        return super().eventFilter(watched, event)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _ids(self) -> list[int]:
        return sorted(self._document.selection)

    @property
    def _name(self) -> str:
        graph, ids = self._document.graph, self._ids
        if len(ids) == 1:
            return graph.nodes[ids[0]].name
        return graph.frames[self._frame].title if self._frame else f"{len(ids)} layers"

    @property
    def _frame(self) -> int:
        """The frame that holds several nodes and no others; 0 where there is none."""
        ids = self._ids
        return exactly(self._document.graph, ids) if len(ids) > 1 else 0

    def _show_head(self, nodes: Sequence[Node], fresh: bool) -> None:
        one = nodes[0].layer if len(nodes) == 1 else None
        named = one is not None or bool(self._frame)
        self.title.setReadOnly(not named)
        self.title.setToolTip("Type another name" if named else "")
        if fresh or not self.title.hasFocus():
            self.title.setText(self._name)
            self.title.setCursorPosition(0)
        category = theme.category(nodes[0].layer.group, nodes[0].layer.kind())
        self._glyph.show_icon(category.icon, category.role)
        self._glyph.setVisible(one is not None)
        self._kind.setText(_kind(nodes[0]) if one else "")
        self._formula.setText(one.equation() if one else _kinds(nodes))
        latex = one.function.latex[0] if isinstance(one, Loss) else ""
        self._drawn.show_latex(latex)
        self._formula.setVisible(not latex)
        self._formula.setToolTip(rich(" ".join(one.help().split())) if one else "")

    def _show_facts(self) -> None:
        ids = self._ids
        self._now.show_facts(self._facts.get(ids[0], {}) if len(ids) == 1 else {})

    def _mark(self) -> None:
        """Where the layer is in the run as well, its settings there; new layers have no marks."""
        nodes = self._running.graph.nodes if self._running is not None else {}
        ids = self._ids
        known = [nodes[id].layer for id in ids if id in nodes]
        self.form.set_running(known if known and len(known) == len(ids) else None, quiet=True)

    # -- edits ---------------------------------------------------------------------------------

    def _rename(self) -> None:
        graph, ids, frame = self._document.graph, self._ids, self._frame
        if frame and self.title.text() != self._name:
            titled = dataclasses.replace(graph.frames[frame], title=self.title.text())
            self._document.edit_graph(with_frame(graph, titled), f"Rename {self._name}")
            self.title.setText(self._name)
        if len(ids) == 1 and self.title.text() != self._name:
            after = self._document.graph.rename(ids[0], self.title.text())
            self._document.edit_graph(after, f"Rename to {after.nodes[ids[0]].name}")
            self.title.setText(self._name)

    def _edited(self, layers: Sequence[Layer], gesture: object) -> None:
        graph, ids = self._document.graph, self._ids
        what = changed_setting(graph.nodes[ids[0]].layer, layers[0])
        for id, layer in zip(ids, layers, strict=True):
            if layer != graph.nodes[id].layer:
                layer = begun(self._document.check, id, layer, self.weights)
            graph = graph.with_layer(id, layer)
        self._document.edit_graph(graph, f"Change {what} of {self._name}", gesture)

    # -- building ------------------------------------------------------------------------------

    def _name_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("node_name")
        field.setAccessibleName("Name of the layer")
        theme.mark(field, "title")
        field.editingFinished.connect(self._rename)
        field.installEventFilter(self)
        return field

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        head.addWidget(self._glyph)
        head.addWidget(self._kind)
        body = QVBoxLayout()
        body.setSpacing(8)
        body.addWidget(self._formula)
        body.addWidget(self._drawn)
        body.addSpacing(8)
        for widget in (self.form, self._problems, self._now):
            body.addWidget(widget)
        # The letters of the name stand above those of the formula: its own padding comes off.
        self.column.setContentsMargins(16 - _PADDING, 8, 16, 16)
        body.setContentsMargins(_PADDING, 0, 0, 0)
        self.column.addLayout(head)
        self.column.addLayout(body)
        self.column.addStretch(1)


def changed_setting(before: Declaration, after: Declaration) -> str:
    """The words for the setting in which two declarations of a kind differ."""
    for field in fields_of(after):
        if getattr(before, field.name, None) != getattr(after, field.name):
            return field.noun
    return "settings"


def _kind(node: Node) -> str:
    return f"{node.layer.label}, muted" if node.muted else node.layer.label


def _kinds(nodes: Sequence[Node]) -> str:
    """Which kinds are selected, for a heading: "2 × Dense, Dropout"."""
    counts = Counter(node.layer.label for node in nodes)
    return ", ".join(f"{count} × {kind}" if count > 1 else kind for kind, count in counts.items())
