"""Layers dragged here from the palette."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from bpgui.engine.graph import Edge
from bpgui.engine.layer import layers
from bpgui.gui.canvas.adding import Addition, Spot
from bpgui.gui.canvas.blocks import Block
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.shelf import called

LAYER_MIME = "application/x-bpgui-layer"
_REACH = 20.0


class Drops:
    """Takes what the palette gives: the name of a kind of layer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._onto: Edge | None = None

    def drag(self, event: QDragMoveEvent) -> None:
        """Say whether it may be dropped here, and light up the wire it would join."""
        what = _what(event)
        if what is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        point = self._desk.view.scene_point(event.position())
        wire = self._desk.scene.wire_near(point, _REACH)
        joins = wire is not None and Spot(point, onto=wire.edge).takes(what)
        self._aim(wire.edge if wire is not None and joins else None)

    def drop(self, event: QDropEvent) -> None:
        """Add the layer with its middle here, or into the wire here."""
        what, onto = _what(event), self._onto
        self._aim(None)
        if what is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        spot = Spot(self._desk.view.scene_point(event.position()), onto=onto)
        before = self._desk.graph
        after = self._desk.placed(before, spot.add(before, what), spot.at)
        new = after.nodes.keys() - before.nodes.keys()
        name = what.label if isinstance(what, Block) else after.newest.name
        self._desk.document.edit_graph(after, f"Add {name}")
        self._desk.selection.only(new)
        self._desk.view.keep_in_sight(self._desk.scene.extent(new))
        self._desk.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """It is no longer over the canvas."""
        self._aim(None)

    def _aim(self, onto: Edge | None) -> None:
        if onto == self._onto:
            return
        for edge in (self._onto, onto):
            if edge in self._desk.scene.wires:
                self._desk.scene.wires[edge].set_flag("aimed", edge == onto)
        self._onto = onto


def _what(event: QDropEvent) -> Addition | None:
    """What is dragged: a ready block, or a layer with its default settings."""
    data = event.mimeData()
    if not data.hasFormat(LAYER_MIME):
        return None
    kind = bytes(data.data(LAYER_MIME).data()).decode("utf-8", "replace")
    return layers[kind]() if kind in layers else called(kind)
