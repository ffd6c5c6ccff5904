"""Speeds: how many steps a second a run may make, chosen from a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from bpgui.gui.format import count

#: Steps a second, the slowest first; 0 is as many as there can be.
SPEEDS = (1.0, 10.0, 100.0, 1_000.0, 10_000.0, 0.0)


class Speeds(QObject):
    """One of SPEEDS is chosen; `chosen(rate)` tells which."""

    chosen = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.actions = QActionGroup(self)
        for rate in reversed(SPEEDS):
            action = QAction(in_words(rate), self)
            action.setObjectName(f"speed_{rate:g}")
            action.setCheckable(True)
            action.setChecked(rate == 0)
            action.setData(rate)
            self.actions.addAction(action)
        self.actions.triggered.connect(lambda action: self.chosen.emit(action.data()))
        self.slower = self._move("slower", "Slower", "[", -1)
        self.faster = self._move("faster", "Faster", "]", 1)

    @property
    def rate(self) -> float:
        """What is chosen."""
        return float(self.actions.checkedAction().data())

    def fill(self, menu: QMenu) -> None:
        """Put them into a menu."""
        menu.addActions(self.actions.actions())
        menu.addSeparator()
        menu.addActions([self.slower, self.faster])

    def _move(self, name: str, text: str, key: str, by: int) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda: self._choose(by))
        return action

    def _choose(self, by: int) -> None:
        place = SPEEDS.index(self.rate) + by
        if 0 <= place < len(SPEEDS):
            next(a for a in self.actions.actions() if a.data() == SPEEDS[place]).trigger()


def in_words(rate: float) -> str:
    """A speed in words."""
    if not rate:
        return "Full speed"
    return "1 step a second" if rate == 1 else f"{count(round(rate))} steps a second"


def in_short(rate: float) -> str:
    """A speed in a few characters."""
    if not rate:
        return "max"
    return f"{rate / 1000:g}k/s" if rate >= 1000 else f"{rate:g}/s"
