"""A column of widgets that scrolls: the ground of every inspector page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from bpgui.gui import theme


class Page(QScrollArea):
    """Put widgets into `column`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(16, 8, 16, 16)
        self.column.setSpacing(8)
        self.setWidget(content)


def divider() -> QFrame:
    """A thin line between two parts of a page."""
    return theme.mark(QFrame(), "divider")
