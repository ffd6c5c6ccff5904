"""The Health panel: what is wrong with the run, the measured numbers, why, and what to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.graph import Graph
from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.gui.document import Document
from bpgui.health import Cure, Finding, rules

#: Pixels between the edge of a button and its words.
_EDGE = 14
NOT_YET = "Nothing has been measured yet: press Run."
HEALTHY = "The run is healthy: every rule was looked at, and none complains."


class HealthPanel(QScrollArea):
    """One card a finding; `go_to(node)` asks the canvas to show the guilty layer."""

    go_to = Signal(int)
    #: A cure has been given: its words.
    cured = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("health_panel")
        self.setAccessibleName("Health")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._document = document
        #: Makes room for what a cure has brought into a diagram: the diagram before, and after.
        self.arrange: Callable[[Graph, Graph], Graph] = lambda before, after: after
        #: What has been told, and the same without the cures that would change nothing.
        self._told: tuple[Finding, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        #: Rule, node and cures of every card; None before anything has been looked at.
        self._shown: list[tuple[str, int | None, list[str]]] | None = None
        #: The run has made a step: before, it can be neither ill nor healthy.
        self.begun = False
        self._words = ""
        document.changed.connect(self._edited)
        self._fill(NOT_YET)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these in place of the last."""
        self._told = tuple(findings)
        self.findings = tuple(map(self._useful, findings))
        shown = [(f.rule, f.node, [cure.label for cure in f.cures]) for f in self.findings]
        words = HEALTHY if self.begun else NOT_YET
        if shown == self._shown and words == self._words:
            self._retell()
        else:
            self._shown, self._words = shown, words
            self._fill(words)

    def _useful(self, finding: Finding) -> Finding:
        project = self._document.project
        cures = tuple(cure for cure in finding.cures if cure.apply(project) != project)
        return dataclasses.replace(finding, cures=cures)

    def _edited(self) -> None:
        if self._told:
            self.show_findings(self._told)

    def _fill(self, nothing: str) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        if not self.findings:
            words = theme.label(nothing, "muted")
            words.setWordWrap(True)
            column.addWidget(words)
        self._cards = [
            _Card(finding, self._name(finding.node), index)
            for index, finding in enumerate(self.findings)
        ]
        for card in self._cards:
            card.clicked.connect(self.go_to)
            card.cured.connect(self._cure)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(content)

    def _name(self, node: int | None) -> str:
        nodes = self._document.graph.nodes
        return nodes[node].name if node is not None and node in nodes else ""

    def _retell(self) -> None:
        """The same findings with newer numbers: nothing moves under the mouse."""
        for card, finding in zip(self._cards, self.findings, strict=True):
            card.tell(finding)

    def _cure(self, cure: Cure) -> None:
        before = self._document.project
        after = cure.apply(before)
        graph = self.arrange(before.graph, after.graph)
        self._document.edit(dataclasses.replace(after, graph=graph), cure.label)
        self.cured.emit(cure.label)


class _Card(QFrame):
    """One finding; `layer` is the name of the guilty one, empty where it is the whole run."""

    clicked = Signal(int)
    cured = Signal(object)

    def __init__(self, finding: Finding, layer: str, index: int) -> None:
        super().__init__()
        self._layer = layer
        self.setObjectName(f"finding_{index}")
        theme.mark(self, "card")
        self._finding = finding
        self._title = theme.label("", "heading")
        self._measured = theme.label("")
        self._why = theme.label("", "muted")
        self._rule = theme.label("", "muted")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(theme.Glyph("warning", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        words = QVBoxLayout(self)
        words.setContentsMargins(12, 8, 12, 12)
        words.setSpacing(4)
        words.addLayout(head)
        words.addWidget(self._measured)
        words.addWidget(self._why)
        for label in (self._title, self._measured, self._why, self._rule):
            label.setWordWrap(True)
        words.addSpacing(4)
        for number, cure in enumerate(finding.cures):
            button = _CureButton(cure.label)
            button.setObjectName(f"finding_{index}_cure_{number}")
            button.clicked.connect(Call(self.cure, number))
            words.addWidget(button)
        words.addWidget(self._rule)
        self.tell(finding)

    def tell(self, finding: Finding) -> None:
        """Say it with the newest numbers."""
        self._finding = finding
        title = finding.title
        if self._layer:
            title = f"{self._layer}: {title[0].lower()}{title[1:]}"
        rule = rules[finding.rule]
        self._title.setText(title)
        self._measured.setText(finding.measured)
        self._why.setText(finding.why)
        self._rule.setText(f"Rule: {rule.formula()}.")
        self._rule.setToolTip(rule.help())
        self.setAccessibleName(f"{title}. {finding.measured}")

    def cure(self, number: int) -> None:
        """Ask for one of the cures."""
        self.cured.emit(self._finding.cures[number])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._finding.node is not None and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self._finding.node)


class _CureButton(QPushButton):
    """A button whose words are elided at their end: they must not make the panel wider."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setToolTip(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 * _EDGE
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))
