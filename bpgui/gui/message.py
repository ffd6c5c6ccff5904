"""Words in the place of what cannot be shown: why there is nothing to see, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from bpgui.gui import theme


class Message(QWidget):
    """A heading and a sentence in the middle, below an icon if there is one."""

    def __init__(self, name: str = "message", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = QLabel()
        self._heading = theme.label("", "heading")
        self._text = theme.label("", "muted")
        self._name = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(6)
        layout.addStretch(1)
        for part in (self._icon, self._heading, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part)
        for words in (self._heading, self._text):
            words.setWordWrap(True)
        layout.addStretch(1)
        theme.changes.changed.connect(self._dress)

    def say(self, heading: str, text: str, icon: str = "") -> None:
        """Say this; icon: the name of one, empty for none."""
        self._heading.setText(heading)
        self._text.setText(text)
        self._name = icon
        self._dress()
        self.setAccessibleName(self.words)

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self._heading.text()}. {self._text.text()}"

    def _dress(self) -> None:
        self._icon.setVisible(bool(self._name))
        if self._name:
            role = "bad" if self._name == "error" else "muted"
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(theme.pixmap(self._name, role, 24, ratio))
