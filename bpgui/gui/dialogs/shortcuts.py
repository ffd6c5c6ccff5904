"""The sheet of shortcuts, made from the menus themselves."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from bpgui.gui.dialogs.reading import Reading


@dataclass(frozen=True)
class Group:
    """Rows of keys, or what a hand does, and what it is for."""

    title: str
    rows: tuple[tuple[str, str], ...]

    def found(self, words: str) -> Group:
        """Of its rows those that hold all these words; all of them, if its title does."""
        wanted = words.lower().split()
        if all(word in self.title.lower() for word in wanted):
            return self
        rows = (row for row in self.rows if all(word in " ".join(row).lower() for word in wanted))
        return Group(self.title, tuple(rows))


#: What hands do, which no command stands for.
GESTURES = (
    Group(
        "Draw with the mouse",
        (
            ("Drag from the palette", "Add a layer; on a wire, into it"),
            ("Double-click on the canvas", "Search for a layer to add"),
            ("Drag from port to port", "Draw a wire"),
            ("Release a wire on empty canvas", "Choose what to add and connect"),
            ("Drag the end of a wire", "Plug it elsewhere; where one is, it takes its place"),
            ("Alt+drag, or Ctrl+Alt+drag where the desktop takes Alt", "Cut wires"),
            ("Drag the title of a frame", "Move it with all it holds; a double click renames it"),
            ("Drag a side or a corner of a frame", "Resize it; a double click lets it fit"),
            ("Drop a layer on a frame", "Put it in; dropped outside it leaves"),
        ),
    ),
    Group(
        "Draw with the keyboard",
        (
            ("Tab", "Search for a layer to add after the selected one, or here"),
            ("Space", "Search for a layer to add here"),
            ("Arrow keys", "Go along the wires"),
            ("W, then arrows and Enter", "Draw a wire"),
            ("Enter on a group", "Go inside; Esc goes out"),
        ),
    ),
    Group(
        "Select and look around",
        (
            ("Ctrl+click or Shift+click", "Select one more, or one less"),
            ("Drag on empty canvas", "Select what is inside"),
            ("Esc", "Select nothing, or give up what has been begun"),
            ("Wheel", "Zoom at the cursor"),
            ("Middle-drag or Space+drag", "Move the canvas"),
        ),
    ),
    Group(
        "In plots",
        (
            ("Drag", "Zoom into a box"),
            ("Wheel", "Zoom along the steps"),
            ("Double-click", "Show everything again"),
        ),
    ),
)


class Shortcuts(Reading):
    """Every command that has a shortcut, menu by menu, and what hands do; what is typed is sought.

    Opens beside the window and stays there, so that one can try while reading.
    """

    def __init__(self, menus: Iterable[QMenu], parent: QWidget | None = None) -> None:
        super().__init__("shortcuts", "Shortcuts", (920, 700), parent)
        groups = (Group(_plain(menu.title()), tuple(_rows(menu))) for menu in menus)
        self._groups = [group for group in groups if group.rows] + list(GESTURES)
        self.search = QLineEdit(self)
        self.search.setObjectName("shortcuts_search")
        self.search.setPlaceholderText("Search: a key, or what it does")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.column.insertWidget(0, self.search)
        self.search.setFocus()
        self._show("")

    def _show(self, words: str) -> None:
        found = [group for group in (group.found(words) for group in self._groups) if group.rows]
        none = f"<p>Nothing here is called “{html.escape(words)}”.</p>"
        self.page.setHtml(_sheet(found) if found else none)


def _rows(menu: QMenu) -> Iterator[tuple[str, str]]:
    """The commands of a menu and of the menus in it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _rows(inner)
        elif action.shortcuts():
            yield _keys(action), _plain(action.whatsThis() or action.text())


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(keys.toString(native) for keys in action.shortcuts())


def _plain(text: str) -> str:
    return text.replace("&", "")


def _sheet(groups: list[Group]) -> str:
    """Two columns of about the same length."""
    left: list[Group] = []
    right = list(groups)
    while right and _length(left) + _length(right[:1]) <= (_length(groups) + 1) / 2:
        left.append(right.pop(0))
    if not left:
        left, right = right[:1], right[1:]
    cells = "".join(
        f"<td width='50%'>{''.join(_table(group) for group in side)}</td>" for side in (left, right)
    )
    return f"<table width='100%'><tr>{cells}</tr></table>"


def _length(groups: list[Group]) -> int:
    """Rows, with a title worth two."""
    return sum(len(group.rows) + 2 for group in groups)


def _table(group: Group) -> str:
    lines = "".join(
        f"<tr><td width='42%'><b>{html.escape(keys)}</b></td><td>{html.escape(words)}</td></tr>"
        for keys, words in group.rows
    )
    return f"<h3>{html.escape(group.title)}</h3><table width='100%' cellpadding='3'>{lines}</table>"
