"""What an empty canvas says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from bpgui.gui import theme


class Invitation(QWidget):
    """The ways to begin, in the middle of the canvas while there is nothing on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_invitation")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        lines: tuple[tuple[theme.Role, str], ...] = (
            ("title", self.tr("Draw a network")),
            ("muted", self.tr("Drag a layer here, or double-click to search for one.")),
            ("muted", self.tr("Then drag from port to port to connect them.")),
            ("caption", self.tr("Tab searches, W draws a wire, L tidies up, F fits")),
        )
        for role, text in lines:
            label: QLabel = theme.label(text, role)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        self.adjustSize()
