"""The stepper: the phases, one step after the other, and which sample it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.trace import PHASES, Phase
from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.gui.microscope.words import PHASES as WORDS
from bpgui.gui.microscope.words import TIPS
from bpgui.gui.sample_choice import SampleChoice

WIDTH, LEAST_HEIGHT = 136, 140
#: Below these heights the target, the number of the step, and the choice of a sample give way.
TARGET, WHERE, SAMPLE = 268, 232, 206
_MOVES = (
    ("first", "First step (Home)"),
    ("previous", "Previous step (Left)"),
    ("next", "Next step (Right)"),
    ("last", "Last step (End)"),
)


class Stepper(QWidget):
    """Signals: `phase_chosen(phase)`; `moved(name)`, one of first, previous, next, last."""

    phase_chosen = Signal(str)
    moved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_stepper")
        self.setFixedWidth(WIDTH)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._phases = self._phase_buttons()
        self.moves = {name: self._move_button(name, tip) for name, tip in _MOVES}
        self._where = theme.label("", "caption")
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sample = SampleChoice("microscope", self)
        self.target = theme.label("", "caption")
        self.target.setWordWrap(True)
        self._lay_out()

    def _phase_buttons(self) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, phase in enumerate(PHASES, start=1):
            button = QPushButton(f"{number}   {WORDS[phase]}")
            button.setObjectName(f"microscope_{phase}")
            button.setToolTip(f"{TIPS[phase]} ({number})")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            theme.mark(button, "phase")
            group.addButton(button, number - 1)
        group.idClicked.connect(self._phase_clicked)
        return group

    def _move_button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"microscope_{name}")
        button.setIcon(theme.icon(name))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.setAutoRepeat(name in ("previous", "next"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(Call(self.moved.emit, name))
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        for button in self._phases.buttons():
            column.addWidget(button)
        column.addSpacing(4)
        moves = QHBoxLayout()
        moves.setSpacing(4)
        for button in self.moves.values():
            moves.addWidget(button, 1)
        column.addLayout(moves)
        column.addWidget(self._where)
        column.addSpacing(4)
        fields = QGridLayout()
        fields.setSpacing(4)
        fields.addWidget(self.sample.part, 0, 0)
        fields.addWidget(self.sample.number, 1, 0)
        fields.addWidget(self.target, 2, 0)
        column.addLayout(fields)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self.height()
        self.target.setVisible(height >= TARGET)
        self._where.setVisible(height >= WHERE)
        for field in (self.sample.part, self.sample.number):
            field.setVisible(height >= SAMPLE)

    # -- shown ---------------------------------------------------------------------------------

    def show_place(self, phase: Phase, at: int, count: int) -> None:
        """Where in the steps it is, from 0."""
        self._phases.button(PHASES.index(phase)).setChecked(True)
        self._where.setText(f"{at + 1} of {count}")
        for name in ("first", "previous"):
            self.moves[name].setEnabled(at > 0)
        for name in ("next", "last"):
            self.moves[name].setEnabled(at < count - 1)

    def show_target(self, text: str) -> None:
        """What the sample stands for."""
        self.target.setText(text)

    def show_phases(self, known: set[str]) -> None:
        """Which phases there are."""
        for button, phase in zip(self._phases.buttons(), PHASES, strict=True):
            button.setEnabled(phase in known)

    # -- the user ------------------------------------------------------------------------------

    def _phase_clicked(self, number: int) -> None:
        self.phase_chosen.emit(PHASES[number])
