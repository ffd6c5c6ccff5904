"""Cutting wires."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from bpgui.engine.counted import counted
from bpgui.engine.graph import Edge
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch
from bpgui.gui.canvas.ink import ink


class Cut(Gesture):
    """Alt and a stroke: every wire it crosses is removed."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stroke: list[QPointF] = []
        self._crossed: set[Edge] = set()

    def begin(self, touch: Touch) -> None:
        self._stroke = [touch.at]

    def move(self, touch: Touch) -> None:
        piece = QLineF(self._stroke[-1], touch.at)
        self._stroke.append(touch.at)
        for wire in self.desk.scene.wires_across(piece):
            self._crossed.add(wire.edge)
            wire.set_flag("doomed", True)
        self.desk.view.redraw()

    def finish(self, touch: Touch) -> None:
        crossed = self._crossed
        self.cancel()
        if crossed:
            self.desk.document.edit_graph(
                self.desk.graph.disconnect(*crossed), f"Cut {counted(len(crossed), 'wire')}"
            )

    def cancel(self) -> None:
        for edge in self._crossed & self.desk.scene.wires.keys():
            self.desk.scene.wires[edge].set_flag("doomed", False)
        self._crossed, self._stroke = set(), []
        self.desk.view.redraw()

    def paint(self, painter: QPainter, scale: float) -> None:
        pen = QPen(ink().levels["bad"], 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPolyline(self._stroke)
