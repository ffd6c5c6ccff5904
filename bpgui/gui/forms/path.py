"""Settings that are a file: typed, pasted, or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QToolButton

from bpgui.engine.fields import FilePath
from bpgui.gui import theme
from bpgui.gui.forms.text import TextEditor


class PathEditor(TextEditor):
    """The path as a line of text, and a button that asks for the file."""

    def __init__(self, spec: FilePath) -> None:
        self._choose = QToolButton()
        self._choose.setObjectName("choose_file")
        self._choose.setIcon(theme.icon("open"))
        self._choose.setIconSize(QSize(16, 16))
        self._choose.setToolTip("Choose a file")
        self._choose.setAccessibleName("Choose a file")
        self._filter = spec.filter
        super().__init__(spec, self._choose)
        self._choose.clicked.connect(self._ask)

    def _tidy(self) -> None:
        super()._tidy()
        if not self.line.hasFocus():
            # Of a long path the end tells which file it is.
            self.line.setCursorPosition(len(self.line.text()))

    def _ask(self) -> None:
        folder = str(Path(self.line.text()).parent) if self.line.text() else ""
        path, _ = QFileDialog.getOpenFileName(self, "Choose a file", folder, self._filter)
        if path:
            self.set_value(path)
            self.enter(path)
            self.finished.emit()
