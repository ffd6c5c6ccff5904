"""Some problems below each other, each with its cure, edited through the document."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpgui.engine.check import Fix, Problem
from bpgui.gui import theme
from bpgui.gui.document import Document
from bpgui.gui.panels.problem_card import ProblemCard

#: More cards than these nobody reads; they would only make every edit of a large diagram slow.
MOST = 50


class ProblemList(QWidget):
    """Cards for problems, fatal ones first. Cards stay in place where only their words change."""

    clicked = Signal(int)

    def __init__(self, document: Document, name: str, leads: bool = True) -> None:
        super().__init__()
        self._document = document
        self._name, self._leads = name, leads
        self._cards: list[ProblemCard] = []
        self._more = theme.label("", "muted")
        self._more.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._more)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these from now on."""
        ordered = sorted(problems, key=lambda problem: not problem.fatal)
        shown = ordered[:MOST]
        while len(self._cards) < len(shown):
            self._add_card()
        for card, problem in zip(self._cards, shown, strict=False):
            card.show_problem(problem)
            card.show()
        for card in self._cards[len(shown) :]:
            card.hide()
        left = len(ordered) - len(shown)
        self._more.setText(f"and {left} more")
        self._more.setVisible(left > 0)

    def _add_card(self) -> None:
        card = ProblemCard(f"{self._name}_{len(self._cards)}", self._leads)
        card.clicked.connect(self.clicked)
        card.mended.connect(self._mend)
        self._column.insertWidget(len(self._cards), card)
        self._cards.append(card)

    def _mend(self, fix: Fix) -> None:
        self._document.edit_graph(fix.apply(self._document.graph), fix.label)
