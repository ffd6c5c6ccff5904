"""Words in the place of the microscope: why there is nothing to see, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpgui.gui import theme


class Message(QWidget):
    """A heading and a sentence, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_message")
        self._heading, self._text = theme.label("", "heading"), theme.label("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(6)
        column.addStretch(1)
        for label in (self._heading, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)

    def say(self, heading: str, text: str) -> None:
        """Say this."""
        self._heading.setText(heading)
        self._text.setText(text)
        self.setAccessibleName(f"{heading}. {text}")

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self._heading.text()}. {self._text.text()}"
