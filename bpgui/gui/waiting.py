"""What is being read, how far that is, and a button that gives it up: below the run bar."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from bpgui.gui import theme
from bpgui.gui.reader import Reader
from bpgui.wording import shown

#: Milliseconds between two looks; what takes no longer than one is not worth a word.
LOOK = 150
#: Characters of a file's name.
NAME = 40
#: Pixels from the words to the button.
BAR = 160


class Waiting(QFrame):
    """There while the reader is at work for longer than a moment."""

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waiting")
        theme.mark(self, "notice")
        self.setProperty("level", "info")
        self._reader, self._title = reader, ""
        self._words = theme.label("")
        self._words.setObjectName("waiting_text")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("waiting_bar")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR)
        cancel = QPushButton("Cancel", self)
        cancel.setObjectName("waiting_cancel")
        cancel.setToolTip("Read no further, and leave everything as it is")
        cancel.clicked.connect(reader.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        layout.addStretch(1)
        layout.addWidget(cancel)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK)
        self._clock.timeout.connect(self._look)
        reader.began.connect(self._begin)
        reader.ended.connect(self._end)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; nothing when there is nothing to wait for."""
        return self._words.text() if not self.isHidden() else ""

    @Slot(str)
    def _begin(self, title: str) -> None:
        self._title = shown(title, NAME)
        self._clock.start()
        if not self.isHidden():
            self._look()

    @Slot()
    def _end(self) -> None:
        self._clock.stop()
        self.hide()

    @Slot()
    def _look(self) -> None:
        share = self._reader.share
        words = f"Reading {self._title}…" if share < 1 else f"Preparing the rows of {self._title}…"
        self._words.setText(words)
        self.setAccessibleName(words)
        # Without an end the bar moves to and fro.
        self._bar.setRange(0, 100 if share < 1 else 0)
        self._bar.setValue(round(100 * share))
        self.show()
