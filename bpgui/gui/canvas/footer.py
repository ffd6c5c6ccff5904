"""The line at the bottom of the canvas that sums up the diagram."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from bpgui.gui import theme
from bpgui.gui.canvas.facts import counted
from bpgui.gui.canvas.ink import ink


class Footer(QLabel):
    """ "5 layers   105 parameters"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_footer")
        self.setAccessibleName(self.tr("Size of the diagram"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(8, 3, 8, 3)
        theme.mark(self, "caption")

    def paintEvent(self, event: QPaintEvent) -> None:
        """On a ground of its own: cards may lie behind it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink().ground)
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.end()
        super().paintEvent(event)

    def sum_up(self, layers: int, parameters: int) -> None:
        """Say how many layers there are, and how many numbers they learn."""
        text = f"{counted(layers, 'layer')}     {counted(parameters, 'parameter')}"
        if text != self.text():
            self.setText(text if layers else "")
            self.adjustSize()
