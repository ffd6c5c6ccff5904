"""A collapsed frame as one card, with the ports of what it holds."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from bpgui.engine.arrays import text
from bpgui.engine.check import Check, Problem
from bpgui.engine.graph import Node, Position
from bpgui.gui import theme
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.colors import ROLES
from bpgui.gui.canvas.facts import Facts
from bpgui.gui.canvas.folded import Folded, Plug
from bpgui.gui.canvas.geometry import CARD, CARD_HEIGHT, CARD_WIDTH, spread
from bpgui.gui.canvas.ink import ink
from bpgui.gui.canvas.level import GROUP
from bpgui.gui.theme.metrics import RADIUS_CARD

#: Behind the card the edges of others can be seen: there is more than one here.
_BEHIND = (CARD.adjusted(14, -12, -14, 0), CARD.adjusted(7, -6, -7, 0))


class Group(Card):
    """What stands for the nodes `ids`; the node it is made of is `level.group_node`."""

    def __init__(self, node: Node, ids: frozenset[int]) -> None:
        self._ids = ids
        self._heights = _heights(node)
        super().__init__(node)
        #: The frame that is collapsed.
        self.frame_id = node.id - GROUP

    def show_group(self, node: Node, ids: frozenset[int]) -> bool:
        """Become this group; whether it looks different, or stands elsewhere."""
        same = node == self.node and ids == self._ids
        self._ids, self._heights = ids, _heights(node)
        if not same:
            self.node = node
            self.setPos(*node.at)
            self.refresh()
        return not same

    def gather(self, check: Check, problems: Mapping[int, tuple[Problem, ...]]) -> bool:
        """Show what is known about all that it holds; whether that is news."""
        before = self.facts
        shapes = [check.shapes[id] for id, _ in self._folded.outlets if id in check.shapes]
        told = dict.fromkeys(map(text, shapes))
        held = sorted(self._ids)
        found = [problem for id in held for problem in problems.get(id, ())]
        found.sort(key=lambda problem: not problem.fatal)
        learned = sum(check.parameter_count(id) for id in held)
        self.show_facts(Facts(", ".join(told), learned, tuple(found)))
        return self.facts != before

    def gather_gradients(self, nodes: Mapping[int, tuple[float, float]]) -> None:
        """Take the colour of the largest gradient inside; the norm is that of all together."""
        found = [nodes[id] for id in self._ids if id in nodes]
        norm = math.sqrt(sum(size * size for size, _ in found))
        self.show_gradient((norm, max(share for _, share in found)) if found else None)

    @property
    def _folded(self) -> Folded:
        assert isinstance(self.node.layer, Folded)
        return self.node.layer

    # -- Card ----------------------------------------------------------------------------------

    @property
    def ids(self) -> frozenset[int]:
        return self._ids

    def plugs(self) -> list[Plug]:
        return list(self._heights)

    def plug_at(self, plug: Plug) -> QPointF:
        across = 0.0 if plug in self._folded.inlets else CARD_WIDTH
        return self.pos() + QPointF(across, self._heights.get(plug, CARD_HEIGHT / 2))

    @property
    def category(self) -> theme.Category:
        return theme.Category(ROLES[self._folded.color], "group")

    def place(self) -> Position:
        return (self.pos().x(), self.pos().y())

    def boundingRect(self) -> QRectF:
        return super().boundingRect().united(_BEHIND[0].adjusted(-1, -1, 1, 1))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setPen(ink().border)
        painter.setBrush(ink().card)
        for edge in _BEHIND:
            painter.drawRoundedRect(edge, RADIUS_CARD, RADIUS_CARD)
        super().paint(painter, option, widget)


def _heights(node: Node) -> dict[Plug, float]:
    """How far below the top of the card each end of a wire is."""
    folded = node.layer
    assert isinstance(folded, Folded)
    return {**spread(folded.inlets), **spread(folded.outlets)}
