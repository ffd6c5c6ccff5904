"""The settings of a form that are seldom changed, tucked away below a line that unfolds them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from bpgui.gui import theme

#: Fewer lines than these would not make the form shorter.
WORTH = 2


class More(QWidget):
    """Put widgets into `column`; a click, or Space, shows and hides them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.button = QToolButton(self)
        self.button.setObjectName(name)
        self.button.setCheckable(True)
        self.button.setText("More")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.toggled.connect(self._unfold)
        self._folded = QWidget(self)
        self.column = QVBoxLayout(self._folded)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.button)
        whole.addWidget(self._folded)
        self._unfold(False)

    def _unfold(self, open: bool) -> None:
        self._folded.setVisible(open)
        self.button.setIcon(theme.icon("unfolded" if open else "folded", "muted"))
        self.button.setToolTip("Hide these" if open else "Settings that are seldom changed")
        self.button.setAccessibleName("Fewer settings" if open else "More settings")
