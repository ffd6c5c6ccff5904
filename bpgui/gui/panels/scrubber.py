"""The scrubber: back and forth through the training that has been, to any step that was kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpgui.gui import format, theme
from bpgui.gui.panels.moments import Moments

FORK = (
    "Another run goes on from this step, weights and optimiser and all, with whatever is changed;\n"
    "the run as it was stays beside it, under Runs"
)
NOTHING = "Once it has trained, go back here to any moment of it"


class Scrubber(QWidget):
    """`sought(step)` asks to stand at a kept step, `forked()` to go on from where it stands."""

    sought = Signal(int)
    forked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scrubber")
        self._slider = Moments(self)
        self._slider.setObjectName("scrubber_slider")
        self._slider.setAccessibleName("Moment of the training")
        self._slider.chosen.connect(self.sought)
        self._words = theme.label(NOTHING, "caption")
        theme.hold(self._words, NOTHING, "step 000,000,000 of 000,000,000")
        self._start = self._button("scrubber_start", "reset", "Back to the first step")
        self._end = self._button("scrubber_end", "epoch", "Forth to the newest step")
        self._start.clicked.connect(self._to_start)
        self._end.clicked.connect(self._to_end)
        self._fork = QPushButton("Continue from here", self)
        self._fork.setObjectName("scrubber_fork")
        self._fork.clicked.connect(self.forked)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 4)
        row.setSpacing(8)
        row.addWidget(self._start)
        row.addWidget(self._end)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._fork)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._slider)
        column.addLayout(row)
        self.show_moments((), 0, running=False)
        self.show_fork(NOTHING)

    def _button(self, name: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(theme.icon(icon, "muted"))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def show_fork(self, why_not: str) -> None:
        """Whether it can be gone on from here as another run; if not, why."""
        self._fork.setEnabled(not why_not)
        self._fork.setToolTip(why_not or FORK)

    def show_moments(self, kept: Sequence[int], step: int, running: bool) -> None:
        """The kept steps, the one at which the run stands, and whether it is on its way."""
        usable = len(kept) > 1 and not running
        why = "Pause to go back through the training" if running else NOTHING
        for widget in (self._slider, self._start, self._end):
            widget.setEnabled(usable)
        self._slider.setToolTip("Drag to another moment; Run goes on from there" if usable else why)
        self._slider.show_kept(kept, step)
        if len(kept) > 1:
            self._words.setText(f"step {format.count(step)} of {format.count(max(kept[-1], step))}")
        else:
            self._words.setText(f"step {format.count(step)}" if step else NOTHING)

    def show_step(self, step: int) -> None:
        """How far a run on its way has come."""
        self._words.setText(f"step {format.count(step)}")

    def align(self, left: float, right: float, first: float, last: float) -> None:
        """Lie below the axis of the plots: steps `first` to `last` between two pixels."""
        self._slider.align(left, right, first, last)

    def _to_start(self) -> None:
        self._slider.setValue(self._slider.minimum())

    def _to_end(self) -> None:
        self._slider.setValue(self._slider.maximum())
