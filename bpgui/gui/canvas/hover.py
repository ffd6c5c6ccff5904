"""What lights up under the pointer while no gesture goes on."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from bpgui.engine.graph import Edge
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.gestures.resize import side_cursor
from bpgui.gui.canvas.hit import Hit

_SHAPES = {"port": Qt.CursorShape.CrossCursor, "fix": Qt.CursorShape.PointingHandCursor}


class Hover:
    """The card, the wire and the cure under the pointer, and the shape of the pointer itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._edge: Edge | None = None
        #: Whether a drag would move the canvas: Space is held.
        self.grabs = False

    def over(self, under: Hit, at: QPointF | None) -> None:
        """The pointer is over this now, at a point of the scene; nowhere if None."""
        scene = self._desk.scene
        scene.hover_card(under.node or None)
        scene.units.over(at if under.kind == "nothing" else None)
        if under.edge != self._edge:
            for edge in (self._edge, under.edge):
                if edge in scene.wires:
                    scene.wires[edge].set_flag("hover", edge == under.edge)
            self._edge = under.edge
        for id, callout in scene.callouts.items():
            callout.point_at(at if id == under.node else None)
        self.show_cursor(under)

    def show_cursor(self, under: Hit) -> None:
        """Give the pointer the shape that says what a press here would do."""
        shape = _SHAPES.get(under.kind, Qt.CursorShape.ArrowCursor)
        if under.kind == "side":
            shape = side_cursor(under.sides)
        if self.grabs:
            shape = Qt.CursorShape.OpenHandCursor
        viewport = self._desk.view.viewport()
        if viewport.cursor().shape() != shape:
            viewport.setCursor(shape)
