"""The menu bar: every command of the window, with its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.gui.files import Files
from bpgui.gui.forms.words import rich
from bpgui.project.examples import gallery
from bpgui.wording import shown

THEMES: dict[theme.Mode, str] = {
    "dark": "Dark",
    "light": "Light",
    "system": "As the Desktop",
}
Slot = Callable[[], object]


class Menus:
    """Builds the menus of a window; `action` finds a command by its name."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}

    def action(self, name: str) -> QAction:
        """The command of this name."""
        return self._actions[name]

    @property
    def all(self) -> list[QMenu]:
        """The menus of the bar, from left to right."""
        menus = (action.menu() for action in self._window.menuBar().actions())
        return [menu for menu in menus if isinstance(menu, QMenu)]

    def menu(self, name: str, title: str) -> QMenu:
        """A menu of the bar."""
        menu = self._window.menuBar().addMenu(title)
        menu.setObjectName(f"{name}_menu")
        menu.setToolTipsVisible(True)
        return menu

    def add(
        self,
        menu: QMenu,
        name: str,
        text: str,
        slot: Slot,
        keys: Iterable[str] = (),
        icon: str = "",
        tip: str = "",
    ) -> QAction:
        """A command in a menu."""
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        if icon:
            action.setIcon(theme.icon(icon))
        if tip:
            action.setToolTip(tip)
            action.setStatusTip(tip)
        action.triggered.connect(Call(slot))
        menu.addAction(action)
        self._actions[name] = action
        return action

    def recent(self, menu: QMenu, files: Files) -> None:
        """A menu of the projects opened last, made anew whenever it opens."""
        inner = menu.addMenu("Open Recent")
        inner.setObjectName("recent_menu")
        inner.aboutToShow.connect(Call(self._fill_recent, inner, files))

    def _fill_recent(self, menu: QMenu, files: Files) -> None:
        menu.clear()
        for path in files.recent():
            action = menu.addAction(shown(path.name).replace("&", "&&"))
            action.setToolTip(rich(shown(path, 200)))
            action.triggered.connect(Call(files.open_path, Path(path)))
        if menu.isEmpty():
            menu.addAction("Nothing opened yet").setEnabled(False)

    def examples(self, menu: QMenu, open_example: Callable[[str], object]) -> None:
        """The gallery: a menu for each of its groups."""
        groups: dict[str, QMenu] = {}
        for example in gallery():
            if example.group not in groups:
                groups[example.group] = menu.addMenu(example.group)
                groups[example.group].setToolTipsVisible(True)
            action = groups[example.group].addAction(example.title)
            action.setObjectName(f"example_{example.name}")
            action.setToolTip(example.summary)
            action.setStatusTip(example.summary)
            action.triggered.connect(Call(open_example, example.name))

    def themes(
        self, menu: QMenu, choose: Callable[[theme.Mode], object], chosen: theme.Mode
    ) -> None:
        """Dark, light, or as the desktop has it."""
        inner = menu.addMenu("Theme")
        inner.setObjectName("theme_menu")
        group = QActionGroup(inner)
        for mode, words in THEMES.items():
            action = inner.addAction(words)
            action.setObjectName(f"theme_{mode}")
            action.setCheckable(True)
            action.setChecked(mode == chosen)
            action.triggered.connect(Call(choose, mode))
            group.addAction(action)
