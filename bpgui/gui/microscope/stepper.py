"""The stepper: the phases, one step after the other, and which sample it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.trace import PHASES, Phase
from bpgui.gui import format, theme
from bpgui.gui.call import Call
from bpgui.gui.microscope.probe import Part
from bpgui.gui.microscope.words import PHASES as WORDS
from bpgui.gui.microscope.words import TIPS

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
    """Signals: `phase_chosen(phase)`; `moved(name)`, one of first, previous, next, last;
    `sample_chosen(part, row)`, the row from 0."""

    phase_chosen = Signal(str)
    moved = Signal(str)
    sample_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_stepper")
        self.setFixedWidth(WIDTH)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._phases = self._phase_buttons()
        self.moves = {name: self._move_button(name, tip) for name, tip in _MOVES}
        self._where = theme.label("", "caption")
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.part = QComboBox()
        self.part.setObjectName("microscope_part")
        self.part.setAccessibleName("Part of the data")
        self.row = theme.pad(QSpinBox())
        self.row.setObjectName("microscope_row")
        self.row.setAccessibleName("Row of the data")
        self.row.setPrefix("Row ")
        self.row.setKeyboardTracking(False)
        self.target = theme.label("", "caption")
        self.target.setWordWrap(True)
        self._counts: dict[Part, int] = {}
        self.part.currentIndexChanged.connect(self._part_changed)
        self.row.valueChanged.connect(self._sample_changed)
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
        sample = QGridLayout()
        sample.setSpacing(4)
        sample.addWidget(self.part, 0, 0)
        sample.addWidget(self.row, 1, 0)
        sample.addWidget(self.target, 2, 0)
        column.addLayout(sample)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self.height()
        self.target.setVisible(height >= TARGET)
        self._where.setVisible(height >= WHERE)
        for field in (self.part, self.row):
            field.setVisible(height >= SAMPLE)

    # -- shown ---------------------------------------------------------------------------------

    def set_samples(self, training: int, validation: int) -> None:
        """How many rows there are."""
        counts: dict[Part, int] = {"training": training, "validation": validation}
        if counts == self._counts:
            return
        self._counts = counts
        before = self.part.currentData()
        self.part.blockSignals(True)
        self.part.clear()
        for part, count in counts.items():
            if count:
                self.part.addItem(part.capitalize(), part)
        self.part.setCurrentIndex(max(0, self.part.findData(before)))
        self.part.blockSignals(False)
        self._limit()

    @property
    def sample(self) -> tuple[Part, int]:
        """The part and the row (from 0) chosen."""
        return self.part.currentData() or "training", self.row.value() - 1

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

    def _part_changed(self, index: int) -> None:
        self._limit()
        self._sample_changed()

    def _limit(self) -> None:
        count = max(1, self._counts.get(self.sample[0], 1))
        self.row.blockSignals(True)
        self.row.setRange(1, count)
        self.row.setSuffix(f"/{format.count(count)}")
        self.row.blockSignals(False)

    def _sample_changed(self) -> None:
        self.sample_chosen.emit(*self.sample)
