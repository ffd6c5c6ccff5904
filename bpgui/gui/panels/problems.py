"""The list of everything that is wrong with the diagram; a click goes there, a button mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.check import Problem
from bpgui.gui import theme
from bpgui.gui.document import Document


class Problems(QScrollArea):
    """One line a problem; `go_to(node)` asks the canvas to show it."""

    go_to = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self.setAccessibleName("Problems")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._document = document
        self._shown: tuple[Problem, ...] | None = None
        document.changed.connect(self.refresh)
        document.replaced.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the problems of the diagram as it stands."""
        problems = tuple(
            sorted(self._document.check.problems, key=lambda problem: not problem.fatal)
        )
        if problems == self._shown:
            return
        self._shown = problems
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        if not problems:
            column.addWidget(theme.label("Nothing is wrong with the diagram.", "muted"))
        for index, problem in enumerate(problems):
            column.addWidget(self._line(index, problem))
        column.addStretch(1)
        self.setWidget(content)

    def _line(self, index: int, problem: Problem) -> QWidget:
        line = _Line(problem, index)
        line.clicked.connect(self.go_to)
        if problem.fix is not None:
            line.mend.clicked.connect(_Mending(self._document, problem))
        return line


class _Line(QFrame):
    """A problem: icon, sentence, and the button of its cure."""

    clicked = Signal(int)

    def __init__(self, problem: Problem, index: int) -> None:
        super().__init__()
        self.setObjectName(f"problem_{index}")
        self.setAccessibleName(problem.message)
        theme.mark(self, "card")
        self._node = problem.node
        words = QLabel(problem.message, self)
        words.setWordWrap(True)
        self.mend = QPushButton(problem.fix.label if problem.fix else "", self)
        self.mend.setObjectName(f"problem_{index}_fix")
        self.mend.setVisible(problem.fix is not None)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(words)
        if problem.fix is not None:
            column.addWidget(self.mend)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        role, icon = ("bad", "error") if problem.fatal else ("muted", "info")
        row.addWidget(theme.Glyph(icon, role))
        row.addLayout(column, 1)

        if problem.node is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip("Click to go there")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._node is not None and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self._node)


class _Mending:
    """Applies the cure of a problem as one undo step."""

    def __init__(self, document: Document, problem: Problem) -> None:
        self._document, self._problem = document, problem

    def __call__(self, *_: object) -> None:
        fix = self._problem.fix
        assert fix is not None
        self._document.edit_graph(fix.apply(self._document.graph), fix.label)
