"""The time axis that plots share: which steps are shown, and where the cursor is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

#: The axis is at least so many steps long.
SHORTEST = 10.0
#: The length of the axis of a run that has not begun.
EMPTY = 100.0


class TimeRange(QObject):
    """Steps from `first` to `last`; follows the newest step until somebody zooms."""

    changed = Signal()
    moved = Signal()  # the cursor

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.begin(0)

    def begin(self, origin: int) -> None:
        """A run that starts after step `origin`."""
        self.origin = self.end = float(origin)
        self.first, self.last = self.origin, self.origin + EMPTY
        self.follows = True
        self.cursor: float | None = None
        self.changed.emit()

    def grow(self, end: int) -> None:
        """The newest step is `end`."""
        self.end = float(end)
        if self.follows:
            self._show(self.origin, max(self.end, self.origin + SHORTEST))

    def zoom(self, first: float, last: float) -> None:
        """Show these steps, as far as there are any."""
        end = max(self.end, self.origin + SHORTEST)
        length = min(max(last - first, SHORTEST), end - self.origin)
        first = min(max(first, self.origin), end - length)
        self.follows = length >= end - self.origin
        self._show(first, first + length)

    def zoom_at(self, step: float, factor: float) -> None:
        """Make the range `factor` times as long, around a step that stays where it is."""
        self.zoom(step - (step - self.first) * factor, step + (self.last - step) * factor)

    def pan(self, steps: float) -> None:
        """Show what is so many steps later."""
        self.zoom(self.first + steps, self.last + steps)

    def reset(self) -> None:
        """Show the whole run, and follow it."""
        self.follows = True
        self.grow(int(self.end))

    def point(self, step: float | None) -> None:
        """The cursor is at a step, or gone."""
        if step != self.cursor:
            self.cursor = step
            self.moved.emit()

    def _show(self, first: float, last: float) -> None:
        if (first, last) != (self.first, self.last):
            self.first, self.last = first, last
            self.changed.emit()
