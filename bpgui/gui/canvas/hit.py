"""What lies under a point of the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from bpgui.engine.check import Fix
from bpgui.engine.graph import Edge
from bpgui.gui.canvas.callout import Callout
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.folded import Plug
from bpgui.gui.canvas.frame_item import Sides
from bpgui.gui.canvas.geometry import FAR, NEAR
from bpgui.gui.canvas.group import Group
from bpgui.gui.canvas.pin import Pin
from bpgui.gui.canvas.scene import Scene

#: In screen pixels: how near is near enough.
_PORT, _WIRE, _SIDE = 10.0, 7.0, 5.0


@dataclass(frozen=True)
class Hit:
    """One thing, and which."""

    kind: Literal[
        "nothing", "port", "fix", "callout", "card", "wire", "group", "side", "frame", "pin"
    ] = "nothing"
    #: The node; of a group, the id of its card.
    node: int = 0
    port: str = OUT
    edge: Edge | None = None
    fix: Fix | None = None
    #: The frame: of a title bar, of a side, or of a group.
    frame: int = 0
    sides: Sides = (0, 0)


def hit(scene: Scene, point: QPointF, scale: float) -> Hit:
    """The topmost thing under a point: a port before its card, a cure before what it covers."""
    reach = min(22.0, max(8.0, _PORT / scale))
    area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
    found = scene.items(area)
    for item in found:
        if isinstance(item, Callout) and item.isVisible() and scale >= NEAR:
            card = item.parentItem()
            assert isinstance(card, Card)
            fix = item.fix_at(point)
            if fix is not None:
                return Hit("fix", card.node.id, fix=fix)
    cards = [item for item in found if isinstance(item, Card)]
    for card in cards:
        plug = card.plug_near(point, reach)
        if plug is not None:
            return Hit("port", *plug, _wire_at(scene, plug))
    for item in found:
        if isinstance(item, Card) and item.frame().contains(point):
            return _on_card(item)
        if isinstance(item, Callout) and item.isVisible() and scale >= NEAR and item.covers(point):
            card = item.parentItem()
            assert isinstance(card, Card)
            return _on_card(card) if isinstance(card, Group) else Hit("callout", card.node.id)
        if isinstance(item, Pin) and item.box().contains(point):
            return Hit("pin", item.node)
    wire = scene.wire_near(point, _WIRE / scale)
    if wire is not None:
        return Hit("wire", edge=wire.edge)
    side = scene.around.side_at(point, _SIDE / scale) if scale >= FAR else None
    if side is not None:
        return Hit("side", frame=side[0], sides=side[1])
    frame = scene.around.frame_at(point)
    on_bar = frame is not None and frame.bar().contains(point)
    return Hit("frame", frame=frame.frame.id) if frame is not None and on_bar else Hit()


def _on_card(card: Card) -> Hit:
    if isinstance(card, Group):
        return Hit("group", card.node.id, frame=card.frame_id)
    return Hit("card", card.node.id)


def _wire_at(scene: Scene, plug: Plug) -> Edge | None:
    """The wire that ends at an input port which takes only one."""
    node, port = plug
    takes_one = any(p.name == port and not p.many for p in scene.graph.nodes[node].layer.ports)
    wires = (edge for edge in scene.graph.incoming[node] if edge.port == port)
    return next(wires, None) if takes_one else None
