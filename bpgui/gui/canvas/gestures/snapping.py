"""Where a moved card settles: in line with its neighbours, else on the grid."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF

from bpgui.engine.graph import Position
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.geometry import CARD_HEIGHT, OUTPUT, snapped
from bpgui.gui.canvas.scene import Scene

#: How near, in screen pixels, a neighbour's line draws a card to itself.
_PULL = 6.0


class Snapper:
    """Knows on which lines the cards in sight stand, and where the moved one has straight wires."""

    def __init__(self, scene: Scene, moving: Iterable[int], leader: Card, seen: QRectF) -> None:
        self._scene, self._leader = scene, leader
        moved = frozenset(moving)
        still = [card for card in scene.cards_in(seen) if moved.isdisjoint(card.ids)]
        self._columns: dict[float, list[QRectF]] = {}
        self._rows: dict[float, list[QRectF]] = {}
        for card in still:
            self._columns.setdefault(card.pos().x(), []).append(card.frame())
            self._rows.setdefault(card.pos().y(), []).append(card.frame())
        self._straighten(moved)

    def snap(self, at: QPointF, scale: float) -> tuple[Position, list[QLineF]]:
        """The place to settle at near a point, and the guides that say why."""
        x, y = snapped((at.x(), at.y()))
        pull = _PULL / scale
        column = _nearest(self._columns, at.x(), pull)
        row = _nearest(self._rows, at.y(), pull)
        guides = []
        if column is not None:
            x = column
        if row is not None:
            y = row
        if column is not None and self._columns[column]:
            frames = [*self._columns[column], QRectF(x, y, 1, CARD_HEIGHT)]
            top, bottom = min(f.top() for f in frames), max(f.bottom() for f in frames)
            guides.append(QLineF(x, top, x, bottom))
        if row is not None and self._rows[row]:
            frames = [*self._rows[row], QRectF(x, y, OUTPUT.x(), CARD_HEIGHT)]
            left, right = min(f.left() for f in frames), max(f.right() for f in frames)
            middle = y + CARD_HEIGHT / 2
            guides.append(QLineF(left, middle, right, middle))
        return (x, y), guides

    def _straighten(self, moving: frozenset[int]) -> None:
        """Add the rows on which a wire of the moved card runs straight."""
        graph, held = self._scene.graph, self._leader.ids
        for edge in {e for id in held for e in (*graph.incoming[id], *graph.outgoing[id])}:
            other = edge.source if edge.target in held else edge.target
            wire = self._scene.wires.get(edge)
            if other in moving or wire is None:
                continue
            rise = wire.start.y() - wire.end.y()
            height = rise if other == edge.source else -rise
            self._rows.setdefault(self._leader.pos().y() + height, [])


def _nearest(lines: Iterable[float], at: float, pull: float) -> float | None:
    best = min(lines, key=lambda line: abs(line - at), default=None)
    return best if best is not None and abs(best - at) <= pull else None
