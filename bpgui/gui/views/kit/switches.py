"""Small controls of a view's header."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
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
        self._before = 0
        self._group.idClicked.connect(self._clicked)

    def _clicked(self, index: int) -> None:
        # A click on the one that is chosen already changes nothing.
        if index != self._before:
            self._before = index
            self.chosen.emit(index)

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


class Chooser(QToolButton):
    """A word that opens a list of others to be shown in its place."""

    chosen = Signal(int)

    def __init__(self, words: tuple[str, ...], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.mark(self, "switch")
        menu = QMenu(self)
        self._actions = QActionGroup(menu)
        for index, word in enumerate(words):
            action = menu.addAction(word)
            action.setObjectName(f"{name}_{index}")
            action.setCheckable(True)
            action.setData(index)
            self._actions.addAction(action)
        self._actions.triggered.connect(self._take)
        self.setMenu(menu)
        self._show(self._actions.actions()[0])

    @property
    def index(self) -> int:
        """The one chosen."""
        return int(self._actions.checkedAction().data())

    def choose(self, index: int) -> None:
        """Choose one, as a click does."""
        self._actions.actions()[index].trigger()

    def show_index(self, index: int) -> None:
        """Show one as chosen, and tell nobody."""
        self._show(self._actions.actions()[index])

    def _take(self, action: QAction) -> None:
        self._show(action)
        self.chosen.emit(self.index)

    def _show(self, action: QAction) -> None:
        action.setChecked(True)
        self.setText(action.text())
        self.setAccessibleName(action.text())


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
