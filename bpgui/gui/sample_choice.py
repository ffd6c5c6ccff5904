"""Which sample is looked at: a part of the data, and a row of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox

from bpgui.gui import theme
from bpgui.gui.format import count


class SampleChoice(QObject):
    """Two fields, `part` and `number`, for a view to lay out.

    `chosen()` when the user turns to another sample. name: what the names of the fields begin with.
    """

    chosen = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.part = QComboBox()
        self.part.setObjectName(f"{name}_part")
        self.part.setAccessibleName("Part of the data")
        self.number = theme.pad(QSpinBox())
        self.number.setObjectName(f"{name}_row")
        self.number.setAccessibleName("Row of the data")
        self.number.setPrefix("Row ")
        self.number.setKeyboardTracking(False)
        self._counts = (0, 0)
        self.part.currentIndexChanged.connect(self._part_changed)
        self.number.valueChanged.connect(self.chosen)

    def show_counts(self, training: int, validation: int) -> None:
        """How many rows there are to choose from; the part stays as it is if it has any."""
        if (training, validation) == self._counts:
            return
        self._counts = (training, validation)
        before = self.part.currentData()
        self.part.blockSignals(True)
        self.part.clear()
        for index, name in enumerate(("Training", "Validation")):
            if self._counts[index]:
                self.part.addItem(name, index)
        self.part.setCurrentIndex(max(0, self.part.findData(before)))
        self.part.blockSignals(False)
        self._limit()

    def choose(self, validation: bool, row: int) -> None:
        """Turn to this row (from 0), if there is such a one."""
        index = self.part.findData(int(validation))
        if index < 0 or not 0 <= row < self._counts[validation]:
            return
        before = self.validation, self.row
        for field in (self.part, self.number):
            field.blockSignals(True)
        self.part.setCurrentIndex(index)
        self._limit()
        self.number.blockSignals(True)
        self.number.setValue(row + 1)
        for field in (self.part, self.number):
            field.blockSignals(False)
        if before != (self.validation, self.row):
            self.chosen.emit()

    @property
    def validation(self) -> bool:
        """Whether the row is one of the validation rows."""
        return self.part.currentData() == 1

    @property
    def row(self) -> int:
        """The row, from 0."""
        return self.number.value() - 1

    def _part_changed(self) -> None:
        self._limit()
        self.chosen.emit()

    def _limit(self) -> None:
        rows = max(self._counts[self.validation], 1)
        self.number.blockSignals(True)
        self.number.setRange(1, rows)
        self.number.setSuffix(f"/{count(rows)}")
        self.number.blockSignals(False)
