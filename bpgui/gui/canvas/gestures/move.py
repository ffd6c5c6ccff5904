"""Moving the selected cards."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from bpgui.engine.graph import Edge, Graph, Node, Position
from bpgui.gui.canvas import edits
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch
from bpgui.gui.canvas.gestures.home import Home
from bpgui.gui.canvas.gestures.snapping import Snapper
from bpgui.gui.canvas.ink import ink


class Move(Gesture):
    """The cards follow the pointer and snap; Ctrl lets them go free.

    A single card without wires joins the wire it is dropped on.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, desk: Desk, leader: Card) -> None:
        super().__init__(desk)
        self._ids = desk.selection.nodes
        self._leader = leader
        graph = desk.graph
        self._start = {id: graph.nodes[id].at for id in self._ids}
        self._first = leader.place()
        self._places: dict[int, Position] = dict(self._start)
        self._guides: list[QLineF] = []
        self._onto: Edge | None = None
        self._joins = len(self._ids) == 1 and _loose(graph, leader.node)
        self._home = Home(desk.scene, self._ids)

    def begin(self, touch: Touch) -> None:
        self._grip = touch.at - QPointF(*self._first)
        self._home.begin(touch.at)
        self._snapper = Snapper(self.desk.scene, self._ids, self._leader, self.desk.view.visible())

    def move(self, touch: Touch) -> None:
        wanted = touch.at - self._grip
        at: Position = (wanted.x(), wanted.y())
        self._guides = []
        if not touch.holds(Qt.KeyboardModifier.ControlModifier):
            at, self._guides = self._snapper.snap(wanted, self.desk.view.zoom)
        first = self._first
        by = (at[0] - first[0], at[1] - first[1])
        self._places = {id: (x + by[0], y + by[1]) for id, (x, y) in self._start.items()}
        self.desk.scene.place(self._places)
        self._aim(touch.at)
        self._home.welcome(touch.at)
        self.desk.view.redraw()

    def finish(self, touch: Touch) -> None:
        onto = self._onto
        self._aim(None)
        self._home.welcome(None)
        self.desk.view.redraw()
        graph = self._home.moved(self.desk.graph.move(self._places), touch.at)
        text = f"Move {self.desk.names(self._ids)}"
        if onto is not None:
            graph = edits.spliced(graph, onto, self._leader.node.id)
            text = f"Insert {self.desk.names(self._ids)}"
        self.desk.document.edit_graph(graph, text)
        if onto is not None:
            self.desk.view.follow()

    def cancel(self) -> None:
        self._aim(None)
        self._home.welcome(None)
        self._guides = []
        self.desk.scene.place(
            {id: at for id, at in self._start.items() if id in self.desk.scene.graph.nodes}
        )
        self.desk.view.redraw()

    def paint(self, painter: QPainter, scale: float) -> None:
        pen = QPen(ink().accent, 1.0, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(self._guides)

    def _aim(self, at: QPointF | None) -> None:
        """Light up the wire that the card would join."""
        onto = None
        if at is not None and self._joins:
            middle = self._leader.frame().center()
            wires = (self.desk.scene.wire_near(point, 20.0) for point in (middle, at))
            wire = next((wire for wire in wires if wire is not None), None)
            onto = None if wire is None else wire.edge
        if onto != self._onto:
            for edge in (self._onto, onto):
                if edge in self.desk.scene.wires:
                    self.desk.scene.wires[edge].set_flag("aimed", edge == onto)
            self._onto = onto


def _loose(graph: Graph, node: Node) -> bool:
    """Whether a node has no wires yet, and could stand in the middle of one."""
    wired = graph.incoming.get(node.id) or graph.outgoing.get(node.id)
    return node.id in graph.nodes and not wired and edits.insertable(node.layer)
