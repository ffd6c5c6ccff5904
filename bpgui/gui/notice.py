"""The notice: one sentence below the run bar, there until it is read; nothing modal."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.wording import shown

#: Level -> the role its icon is coloured by; icons are called as their levels.
COLORS = {"info": "accent", "warning": "warning", "error": "bad"}
#: The words of a button, and what it does.
Cure = tuple[str, Callable[[], object]]
MOST_CURES = 2
#: Characters shown of a sentence at most; those of bpgui are far shorter.
MOST = 600
#: What gets places where a line may end.
_LONG_WORD = re.compile(r"\S{40}")


class Notice(QFrame):
    """Shows the newest sentence with its level, and perhaps buttons that do something about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        theme.mark(self, "notice")
        self._icon = QLabel(self)
        self._words = theme.label("")
        self._words.setObjectName("notice_text")
        self._words.setWordWrap(True)
        self._words.setMinimumWidth(1)  # a long word must not widen the window
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = [QPushButton(self) for _ in range(MOST_CURES)]
        for number, button in enumerate(self._buttons):
            button.setObjectName(f"notice_action_{number}" if number else "notice_action")
            button.clicked.connect(Call(self.cure, number))
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
        for button in self._buttons:
            layout.addWidget(button)
        layout.addWidget(close)
        self._cures: tuple[Cure, ...] = ()
        self._sentence = ""
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on show; empty when there is none."""
        return self._sentence if not self.isHidden() else ""

    def say(self, level: str, sentence: str, *cures: Cure) -> None:
        """Show a sentence; every cure is a button that calls it and closes."""
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(theme.pixmap(level, COLORS[level], 16, self.devicePixelRatioF()))
        self._sentence = shown(sentence, MOST)
        self._words.setText(_LONG_WORD.sub("\\g<0>\u200b", self._sentence))
        self.setAccessibleName(self._sentence)
        self._cures = cures
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(cures))
            button.setText(cures[number][0] if number < len(cures) else "")
        self.show()

    def clear(self, *levels: str) -> None:
        """Take back what stands there, if it is of one of these levels."""
        if self.property("level") in levels:
            self.hide()

    def take_back(self, sentence: str) -> None:
        """Hide it if this is what stands there."""
        if sentence and self._sentence == shown(sentence, MOST):
            self.hide()

    def cure(self, number: int) -> None:
        """Do what this button says."""
        self.hide()
        self._cures[number][1]()
