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
from bpgui.gui.canvas.geometry import NEAR
from bpgui.gui.canvas.scene import Scene

#: In screen pixels: how near is near enough.
_PORT, _WIRE = 10.0, 7.0


@dataclass(frozen=True)
class Hit:
    """One thing, and which."""

    kind: Literal["nothing", "port", "fix", "callout", "card", "wire"] = "nothing"
    node: int = 0
    port: str = OUT
    edge: Edge | None = None
    fix: Fix | None = None


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
        port = card.port_near(point, reach)
        if port is not None:
            return Hit("port", card.node.id, port, _wire_at(scene, card, port))
    for item in found:
        if isinstance(item, Card) and item.frame().contains(point):
            return Hit("card", item.node.id)
        if isinstance(item, Callout) and item.isVisible() and scale >= NEAR and item.covers(point):
            return Hit("callout", item.parentItem().node.id)  # type: ignore[attr-defined]
    wire = scene.wire_near(point, _WIRE / scale)
    return Hit() if wire is None else Hit("wire", edge=wire.edge)


def _wire_at(scene: Scene, card: Card, port: str) -> Edge | None:
    """The wire that ends at an input port which takes only one."""
    takes_one = any(p.name == port and not p.many for p in card.node.layer.ports)
    wires = (edge for edge in scene.graph.incoming[card.node.id] if edge.port == port)
    return next(wires, None) if takes_one else None
