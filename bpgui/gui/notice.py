"""The notice: one sentence below the run bar, there until it is read; nothing modal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from bpgui.gui import theme

#: Level -> the role its icon is coloured by; icons are called as their levels.
COLORS = {"info": "accent", "warning": "warning", "error": "bad"}


class Notice(QFrame):
    """Shows the newest sentence with its level, and perhaps one button that does something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        theme.mark(self, "notice")
        self._icon = QLabel(self)
        self._words = QLabel(self)
        self._words.setObjectName("notice_text")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._cure = QPushButton(self)
        self._cure.setObjectName("notice_action")
        close = QToolButton(self)
        close.setObjectName("notice_close")
        close.setIcon(theme.icon("close", "muted"))
        close.setAccessibleName("Close this message")
        close.setToolTip("Close this message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._cure)
        layout.addWidget(close)
        self._action: object = None
        self._cure.clicked.connect(self._act)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on show; empty when there is none."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, level: str, sentence: str, label: str = "", action: object = None) -> None:
        """Show a sentence; with a label, a button that calls `action` and closes."""
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(theme.pixmap(level, COLORS[level], 16, self.devicePixelRatioF()))
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._cure.setText(label)
        self._cure.setVisible(bool(label))
        self._action = action
        self.show()

    def clear(self, *levels: str) -> None:
        """Take back what stands there, if it is of one of these levels."""
        if self.property("level") in levels:
            self.hide()

    def _act(self) -> None:
        self.hide()
        if callable(self._action):
            self._action()
