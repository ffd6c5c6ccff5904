"""The line at the bottom of the canvas that sums up the diagram."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from bpgui.engine.check import Check
from bpgui.engine.counted import counted
from bpgui.gui import format, theme
from bpgui.gui.canvas.ink import ink
from bpgui.gui.canvas.ledger import Ledger
from bpgui.project.project import Project


class Footer(QLabel):
    """ "5 layers   105 parameters   96 multiply-adds a sample   12.0 kB to train"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_footer")
        self.setAccessibleName(self.tr("Size of the diagram"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(8, 3, 8, 3)
        theme.mark(self, "caption")
        self._ledger = Ledger()

    def paintEvent(self, event: QPaintEvent) -> None:
        """On a ground of its own: cards may lie behind it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink().ground)
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.end()
        super().paintEvent(event)

    def sum_up(self, project: Project, check: Check, parameters: int, rows: int) -> None:
        """Say how large the diagram is, and what training it with so many rows takes."""
        layers = len(project.graph.nodes)
        parts = [counted(layers, "layer"), counted(parameters, "parameter")]
        cost = self._ledger.sum(check)
        if cost.multiply_adds:
            adds = cost.multiply_adds
            words = counted(adds, "multiply-add") if adds < 10_000 else _many(adds)
            parts.append(f"{words} a sample")
        if cost.results:
            training = project.training
            needed = cost.bytes(training.batch_of(max(rows, 1)), training.itemsize)
            parts.append(f"{format.size(needed)} to train")
        text = "     ".join(parts) if layers else ""
        if text != self.text():
            self.setText(text)
            self.adjustSize()


def _many(adds: int) -> str:
    return f"{format.compact(adds)} multiply-adds"
