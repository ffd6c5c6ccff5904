"""The list of everything that is wrong with the diagram; a click goes there, a button mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.document import Document
from bpgui.gui.panels.problem_list import ProblemList


class Problems(QScrollArea):
    """One card a problem; `go_to(node)` asks the canvas to show it."""

    go_to = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self.setAccessibleName("Problems")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._document = document
        self._nothing = theme.label(
            "Nothing is wrong with the diagram: it can be trained as it stands.", "muted"
        )
        self._nothing.setWordWrap(True)
        self._list = ProblemList(document, "problem")
        self._list.clicked.connect(self.go_to)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._nothing)
        column.addWidget(self._list)
        column.addStretch(1)
        self.setWidget(content)
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the problems of the diagram as it stands."""
        problems = self._document.check.problems
        self._nothing.setVisible(not problems)
        self._list.setVisible(bool(problems))
        self._list.show_problems(problems)
