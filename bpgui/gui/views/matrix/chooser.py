"""Which sample is looked at: a part of the data, and a row of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QToolButton, QWidget

from bpgui.gui import theme
from bpgui.gui.call import Call


class Chooser(QWidget):
    """`chosen()` when the user turns to another sample."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_chooser")
        self.part = QComboBox()
        self.part.setObjectName("sample_part")
        self.part.setAccessibleName("Part of the data")
        self.number = theme.pad(QSpinBox())
        self.number.setObjectName("sample_row")
        self.number.setAccessibleName("Row of the data")
        self.number.setPrefix("Row ")
        self.number.setKeyboardTracking(False)
        self.number.setMinimumWidth(104)
        self.target = theme.label("", "caption")
        self._counts: tuple[int, int] = (0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 8, 2)
        row.setSpacing(6)
        row.addWidget(self.part)
        row.addWidget(self._button("previous", "The row before", -1))
        row.addWidget(self.number)
        row.addWidget(self._button("next", "The row after", 1))
        row.addSpacing(6)
        row.addWidget(self.target, 1)
        self.part.currentIndexChanged.connect(self._part_changed)
        self.number.valueChanged.connect(self.chosen)

    def show_counts(self, training: int, validation: int) -> None:
        """How many rows there are to choose from."""
        if (training, validation) == self._counts:
            return
        self._counts = (training, validation)
        self.part.blockSignals(True)
        self.part.clear()
        for index, name in enumerate(("Training", "Validation")):
            if self._counts[index]:
                self.part.addItem(name, index)
        self.part.blockSignals(False)
        self._part_changed()

    @property
    def validation(self) -> bool:
        """Whether the row is one of those kept apart."""
        return self.part.currentData() == 1

    @property
    def row(self) -> int:
        """The row, from 0."""
        return self.number.value() - 1

    def _part_changed(self) -> None:
        count = self._counts[self.part.currentData() or 0]
        self.number.blockSignals(True)
        self.number.setRange(1, max(count, 1))
        self.number.blockSignals(False)
        self.chosen.emit()

    def _button(self, name: str, tip: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"sample_{name}")
        button.setIcon(theme.icon(name))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRepeat(True)
        button.clicked.connect(Call(self.number.stepBy, by))
        return button
