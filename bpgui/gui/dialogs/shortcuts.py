"""The sheet of shortcuts, made from the commands themselves."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

#: What hands do on the canvas, which no command stands for.
GESTURES = (
    ("Tab, Space or double-click", "Search for a layer to add"),
    ("Drag from port to port", "Draw a wire"),
    ("Release a wire on empty canvas", "Choose what to add and connect"),
    ("Drag the end of a wire", "Plug it elsewhere"),
    ("Alt+drag, or Ctrl+Alt+drag where the desktop takes Alt", "Cut wires"),
    ("Wheel", "Zoom at the cursor"),
    ("Middle-drag or Space+drag", "Pan"),
    ("Arrow keys", "Go along the wires"),
    ("W, then arrows and Enter", "Draw a wire with the keyboard"),
    ("Drag the title of a frame", "Move it with all it holds; a double click renames it"),
    ("Drop a layer on a frame", "Put it in; dropped outside it leaves"),
    ("Enter or double-click on a group", "Go inside; Esc goes out"),
    ("F1", "Help on the selected layer"),
)


class Shortcuts(QDialog):
    """Every command that has a shortcut, and the gestures of the canvas."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Shortcuts")
        self.resize(520, 640)
        self.page = QTextBrowser(self)
        self.page.setObjectName("shortcuts_page")
        self.page.setHtml(_table("Commands", _commands(actions)) + _table("Canvas", GESTURES))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.page)
        column.addWidget(close)


def _commands(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (", ".join(keys.toString(native) for keys in action.shortcuts()), action.text())
        for action in actions
        if action.shortcuts()
    ]


def _table(title: str, rows: Sequence[tuple[str, str]]) -> str:
    plain = [(html.escape(keys), html.escape(words.replace("&", ""))) for keys, words in rows]
    lines = "".join(f"<tr><td><b>{keys}</b></td><td>{words}</td></tr>" for keys, words in plain)
    return f"<h3>{title}</h3><table cellpadding='4'>{lines}</table>"
