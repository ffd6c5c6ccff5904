"""The base of every editor: one value of one setting, shown and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bpgui.engine.declaration import Declaration

#: What stands in an editor that shows several different values at once.
MIXED = "mixed"


class Editor(QWidget):
    """Shows a value; tells what the user makes of it.

    `entered(value)`: a good value, on every key press or move. `rejected(sentence)`: what stands
    there cannot be ("must be ..."). `finished()`: the gesture is over, the next one another step.
    `restored()`: Esc was pressed on something that cannot be; the value that holds is wanted back.
    """

    entered = Signal(object)
    rejected = Signal(str)
    finished = Signal()
    restored = Signal()

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        #: Every widget that takes keys or the mouse; the first has the name and the red border.
        self.parts = parts
        #: Whether something stands there that cannot be.
        self.bad = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in parts:
            row.addWidget(part, 1)
            part.installEventFilter(self)
        self.setFocusProxy(parts[0])

    def set_owners(self, declarations: Sequence[Declaration]) -> None:
        """Know whose setting it is; most need not."""

    def set_value(self, value: Any) -> None:
        """Show this value, without a signal."""
        raise NotImplementedError

    def set_mixed(self) -> None:
        """Show that several values differ."""
        raise NotImplementedError

    def enter(self, value: Any) -> None:
        """Say that the user made this of the value."""
        self.bad = False
        self.entered.emit(value)

    def reject(self, sentence: str) -> None:
        """Say that what stands there cannot be."""
        self.bad = True
        self.rejected.emit(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.finished.emit()
        elif event.type() == QEvent.Type.Wheel and not _focused(watched):
            # A wheel on its way through a panel must not change what it happens to pass over.
            event.ignore()
            return True
        elif isinstance(event, QKeyEvent):
            return self._key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            # Every key press has edited the project: undo is the project's, not the field's.
            event.ignore()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.bad:
                self.restored.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finished.emit()
        return False


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(
        QKeySequence.StandardKey.Redo
    )


def _focused(watched: QObject) -> bool:
    return isinstance(watched, QWidget) and watched.hasFocus()
