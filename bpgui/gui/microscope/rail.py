"""The rail: one tick for each step, phase by phase; a click goes there."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from bpgui.engine.trace import Step
from bpgui.gui import theme
from bpgui.gui.formula import plain
from bpgui.gui.microscope.words import PHASES

HEIGHT = 14
#: Room between two phases, and between two steps where there is enough.
BREAK, GAP = 8.0, 2.0


class Rail(QWidget):
    """Signal: `chosen(step number)`."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_rail")
        self.setAccessibleName("Steps")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self._names: dict[int, str] = {}

    def show_steps(self, steps: tuple[Step, ...], at: int, names: dict[int, str]) -> None:
        """Show these, and which is at hand."""
        self._steps, self._at, self._names = steps, at, names
        self.setAccessibleDescription(f"Step {at + 1} of {len(steps)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def places(self) -> list[QRectF]:
        """Where the tick of each step is."""
        phases = [step.phase for step in self._steps]
        breaks = sum(a != b for a, b in pairwise(phases))
        room = max(1.0, self.width() - BREAK * breaks)
        wide = min(16.0, room / max(1, len(phases)))
        gap = GAP if wide > 3 * GAP else 0.0
        places, x = [], 0.0
        for i, phase in enumerate(phases):
            x += BREAK if i and phase != phases[i - 1] else 0.0
            places.append(QRectF(x, 0, wide - gap, self.height()))
            x += wide
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for i, place in enumerate(self.places()):
            high = 8.0 if i == self._at else 4.0
            painter.setBrush(palette.color("accent" if i <= self._at else "line"))
            top = (self.height() - high) / 2
            painter.drawRoundedRect(QRectF(place.x(), top, place.width(), high), 1.5, 1.5)
        painter.end()

    def _step_at(self, at: QPointF) -> int | None:
        for i, place in enumerate(self.places()):
            if place.left() - 1 <= at.x() <= place.right() + 2:
                return i
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._step_at(event.position())
        if found is not None and found != self._at:
            self.chosen.emit(found)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._step_at(QPointF(event.pos()))
            if found is not None:
                step = self._steps[found]
                words = f"{PHASES[step.phase]}, {self._names.get(step.node, '')}"
                QToolTip.showText(event.globalPos(), f"{words}: {plain(step.equation)}", self)
            return True
        return super().event(event)
