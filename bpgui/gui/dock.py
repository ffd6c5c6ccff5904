"""Docks with a slim title: moved, floated, closed, and brought back from the View menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from bpgui.gui import theme

TITLE_HEIGHT = 24


class Dock(QDockWidget):
    """One panel of the window at its edge."""

    def __init__(self, name: str, title: str, content: QWidget, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.setObjectName(f"{name}_dock")
        self.setAccessibleName(title)
        # The one ground of every panel: what stands on it paints no other.
        content.setAutoFillBackground(True)
        content.setBackgroundRole(QPalette.ColorRole.Window)
        self.setWidget(content)
        self.setTitleBarWidget(_Title(self))


class _Title(QWidget):
    """The strip a dock is dragged by. Presses fall through to the dock, which knows how to move."""

    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self.setFixedHeight(TITLE_HEIGHT)
        self.setAutoFillBackground(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 4, 0)
        layout.setSpacing(0)
        layout.addWidget(theme.label(dock.windowTitle(), "section"))
        layout.addStretch(1)
        close = QToolButton(self)
        close.setObjectName(f"{dock.objectName()}_close")
        close.setAccessibleName(f"Close {dock.windowTitle()}")
        close.setToolTip(f"Close {dock.windowTitle()} (View brings it back)")
        close.setIcon(theme.icon("close", "muted"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setFixedSize(20, 20)
        close.clicked.connect(dock.close)
        layout.addWidget(close)
