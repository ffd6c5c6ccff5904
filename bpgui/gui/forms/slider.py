"""A slider on a logarithmic scale, for learning rates and their like."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider

from bpgui.engine.typed import number_text
from bpgui.gui.forms.steps import nearest


class LogSlider(QSlider):
    """Moves through `stops`, ten to the decade. `moved(value)` comes from the user only."""

    moved = Signal(float)

    def __init__(self, stops: tuple[float, ...]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._stops = stops
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(0, len(stops) - 1)
        self.setPageStep(10)
        self.setMinimumWidth(40)
        self.valueChanged.connect(self._changed)

    def show_number(self, value: float) -> None:
        """Stand where `value` is nearest, without a signal."""
        self.blockSignals(True)
        self.setValue(nearest(self._stops, value))
        self.blockSignals(False)

    def _changed(self, index: int) -> None:
        self.setToolTip(number_text(self._stops[index]))
        self.moved.emit(self._stops[index])
