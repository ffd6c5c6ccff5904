"""The scrubber: back and forth through the training that has been, to any step that was kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from bpgui.gui import format, theme

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
        self._kept: tuple[int, ...] = ()
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("scrubber_slider")
        self._slider.setAccessibleName("Moment of the training")
        self._slider.valueChanged.connect(self._moved)
        self._words = theme.label(NOTHING, "caption")
        self._words.setMinimumWidth(QLabel("step 00,000,000 of 00,000,000").sizeHint().width())
        self._start = self._button("scrubber_start", "reset", "Back to the first step")
        self._end = self._button("scrubber_end", "epoch", "Forth to the newest step")
        self._start.clicked.connect(self._to_start)
        self._end.clicked.connect(self._to_end)
        self._fork = QPushButton("Continue from here", self)
        self._fork.setObjectName("scrubber_fork")
        self._fork.clicked.connect(self.forked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 4)
        row.setSpacing(8)
        row.addWidget(self._start)
        row.addWidget(self._slider, 1)
        row.addWidget(self._end)
        row.addWidget(self._words)
        row.addWidget(self._fork)
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
        self._kept = tuple(kept)
        usable = len(kept) > 1 and not running
        why = "Pause to go back through the training" if running else NOTHING
        for widget in (self._slider, self._start, self._end):
            widget.setEnabled(usable)
        self._slider.setToolTip("Drag to another moment; Run goes on from there" if usable else why)
        if not self._slider.isSliderDown():
            self._slider.blockSignals(True)
            self._slider.setRange(0, max(0, len(kept) - 1))
            self._slider.setValue(self._place(step))
            self._slider.blockSignals(False)
        if len(kept) > 1:
            self._words.setText(f"step {format.count(step)} of {format.count(max(kept[-1], step))}")
        else:
            self._words.setText(NOTHING)

    def show_step(self, step: int) -> None:
        """How far a run on its way has come."""
        self._words.setText(f"step {format.count(step)}")

    def _place(self, step: int) -> int:
        """The newest kept step that is not after this one."""
        return max((i for i, kept in enumerate(self._kept) if kept <= step), default=0)

    def _moved(self, place: int) -> None:
        if place < len(self._kept):
            self.sought.emit(self._kept[place])

    def _to_start(self) -> None:
        self._slider.setValue(0)

    def _to_end(self) -> None:
        self._slider.setValue(self._slider.maximum())
