"""The line at the bottom of the canvas that sums up the diagram."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from bpgui.gui import theme
from bpgui.gui.canvas.facts import counted


class Footer(QLabel):
    """ "5 layers   105 parameters"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_footer")
        self.setAccessibleName(self.tr("Size of the diagram"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.mark(self, "caption")

    def sum_up(self, layers: int, parameters: int) -> None:
        """Say how many layers there are, and how many numbers they learn."""
        text = f"{counted(layers, 'layer')}     {counted(parameters, 'parameter')}"
        if text != self.text():
            self.setText(text if layers else "")
            self.adjustSize()
