"""The line at the bottom of the canvas that sums up the diagram."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from bpgui.engine.check import Check
from bpgui.engine.graph import Graph
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

    def sum_up(self, graph: Graph, check: Check) -> None:
        """Count the layers and what they learn."""
        parameters = sum(check.parameter_count(id) for id in check.parameters)
        self.setText(
            f"{counted(len(graph.nodes), 'layer')}     {counted(parameters, 'parameter')}"
            if graph.nodes
            else ""
        )
        self.adjustSize()
