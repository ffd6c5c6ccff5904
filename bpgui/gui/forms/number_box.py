"""A spin box without a validator in the way: any text may stand in it, the form judges it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox

from bpgui.gui import theme

_Can = QAbstractSpinBox.StepEnabledFlag


class NumberBox(QAbstractSpinBox):
    """Says `stepped(steps)` for arrows, keys and wheel; shows a unit at its right."""

    stepped = Signal(int)

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        theme.pad(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(72)
        self._can = _Can.StepNone
        self._unit = theme.label(unit, "caption")
        self._unit.setParent(self.lineEdit())
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._unit.setVisible(bool(unit))
        self.lineEdit().installEventFilter(self)
        self._place_unit()

    def show_unit(self, shown: bool) -> None:
        """Show the unit, or not, where a name stands instead of a number."""
        self._unit.setVisible(shown and bool(self._unit.text()))
        self._place_unit()

    def allow(self, *, down: bool, up: bool) -> None:
        """Say which way the arrows may step."""
        self._can = (_Can.StepDownEnabled if down else _Can.StepNone) | (
            _Can.StepUpEnabled if up else _Can.StepNone
        )
        self.update()

    def stepEnabled(self) -> _Can:
        return self._can

    def stepBy(self, steps: int) -> None:
        self.stepped.emit(steps)
        self.selectAll()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_unit()
        return super().eventFilter(watched, event)

    def _place_unit(self) -> None:
        line, width = self.lineEdit(), self._unit.sizeHint().width()
        room = 0 if self._unit.isHidden() else width + 4
        line.setTextMargins(line.textMargins().left(), 0, room, 0)
        self._unit.setGeometry(line.width() - width, 0, width, line.height())
