"""The line in which a sample is chosen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.gui.sample_choice import SampleChoice


class SampleLine(QWidget):
    """The fields of a choice beside each other, buttons to go on by one, and what is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_chooser")
        self.choice = SampleChoice("sample", self)
        self.choice.number.setMinimumWidth(104)
        self.target = theme.label("", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 8, 2)
        row.setSpacing(6)
        row.addWidget(self.choice.part)
        row.addWidget(self._button("previous", "The row before", -1))
        row.addWidget(self.choice.number)
        row.addWidget(self._button("next", "The row after", 1))
        row.addSpacing(6)
        row.addWidget(self.target, 1)

    def _button(self, name: str, tip: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"sample_{name}")
        button.setIcon(theme.icon(name))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRepeat(True)
        button.clicked.connect(Call(self.choice.number.stepBy, by))
        return button
