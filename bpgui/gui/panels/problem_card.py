"""One problem: what is wrong, and a button where there is a cure."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from bpgui.engine.check import Fix, Problem
from bpgui.gui import theme


class ProblemCard(QFrame):
    """Shows a problem. `clicked(node)`: go there (mouse, Enter or Space); `mended(fix)`: do it."""

    clicked = Signal(int)
    mended = Signal(object)

    def __init__(self, name: str, leads: bool = True) -> None:
        """`leads`: a click leads to the node, which is not seen where the card stands."""
        super().__init__()
        self.setObjectName(name)
        theme.mark(self, "card")
        self._problem: Problem | None = None
        self._leads = leads
        self._glyph = theme.Glyph("error", "bad")
        self._words = theme.label("")
        self._words.setWordWrap(True)
        self._fix = QPushButton(self)
        self._fix.setObjectName(f"{name}_fix")
        # A long label must not make the panel wider than its dock.
        self._fix.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fix.clicked.connect(self._mend)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._fix)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def show_problem(self, problem: Problem) -> None:
        """Show this one from now on."""
        self._problem = problem
        self._glyph.show_icon(*(("error", "bad") if problem.fatal else ("info", "muted")))
        self._words.setText(problem.message)
        self.setAccessibleName(problem.message)
        self._fix.setVisible(problem.fix is not None)
        self._fix.setText(problem.fix.label if problem.fix else "")
        self._fix.setToolTip("Mends it in one step, which can be undone.")
        leads = self._leads and problem.node is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.setToolTip("Click to go there" if leads else "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leads else Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self.rect().contains(event.position().toPoint()):
            self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        if self._leads and self._problem is not None and self._problem.node is not None:
            self.clicked.emit(self._problem.node)

    def _mend(self) -> None:
        fix: Fix | None = self._problem.fix if self._problem else None
        if fix is not None:
            self.mended.emit(fix)
