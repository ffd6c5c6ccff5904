"""A page of words: why there is nothing to see, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from bpgui.gui import theme


class Message(QWidget):
    """An icon, a heading, a sentence; in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading = theme.label("", "heading")
        self._text = theme.label("", "muted")
        self._name = "chart"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(6)
        layout.addStretch(1)
        for part in (self._icon, self._heading, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part)
        self._text.setWordWrap(True)
        layout.addStretch(1)
        theme.changes.changed.connect(self._dress)

    def say(self, heading: str, text: str, icon: str) -> None:
        """Say this."""
        self._heading.setText(heading)
        self._text.setText(text)
        self._name = icon
        self._dress()
        self.setAccessibleName(f"{heading}. {text}")

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self._heading.text()}. {self._text.text()}"

    def _dress(self) -> None:
        role = "bad" if self._name == "error" else "muted"
        self._icon.setPixmap(theme.pixmap(self._name, role, 24, self.devicePixelRatioF()))
