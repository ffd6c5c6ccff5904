"""What this program is, and what it stands on."""

from __future__ import annotations

import platform

import numpy as np
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

import bpgui
from bpgui.gui import theme

TEXT = """Draw a neural network, press Run, and see back-propagation happen.

The engine is hand-written NumPy: every gradient can be checked, every number can be read."""


class About(QDialog):
    """Name, version and versions of what is below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle("About bpgui")
        picture = QLabel(self)
        picture.setPixmap(theme.app_icon().pixmap(64, 64))
        words = QLabel(TEXT, self)
        words.setWordWrap(True)
        words.setMinimumWidth(360)
        versions = theme.label(
            f"Python {platform.python_version()}   NumPy {np.__version__}   "
            f"Qt {qVersion()}   PySide6 {pyside_version}",
            "muted",
        )
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        close.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(theme.label(f"bpgui {bpgui.__version__}", "title"))
        column.addWidget(words)
        column.addWidget(versions)
        column.addStretch(1)
        column.addWidget(close)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 16)
        row.setSpacing(24)
        row.addWidget(picture)
        row.addLayout(column, 1)
