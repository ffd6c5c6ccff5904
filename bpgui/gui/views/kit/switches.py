"""Small controls of a view's header."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from bpgui.gui import theme


class Switches(QWidget):
    """Words of which one is chosen, looking like headings."""

    chosen = Signal(int)

    def __init__(self, words: tuple[str, ...], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for index, word in enumerate(words):
            button = QToolButton()
            button.setText(word)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setObjectName(f"{name}_{word.lower().replace(' ', '_')}")
            theme.mark(button, "switch")
            self._group.addButton(button, index)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)

    @property
    def index(self) -> int:
        """The one chosen."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Choose one, as a click does."""
        self._group.button(index).click()

    def name(self, index: int, word: str) -> None:
        """Give one another word."""
        self._group.button(index).setText(word)


class MoreButton(QToolButton):
    """Three dots that open a menu made at that moment."""

    def __init__(self, make: Callable[[], QMenu], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self.setObjectName("more")
        self.setIcon(theme.icon("more", "muted"))
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName("More")
        self.setToolTip("Save the picture or the numbers")
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self._make().popup(self.mapToGlobal(self.rect().bottomLeft()))
