"""The scene: the cards, wires and all else that is seen of a diagram, and what is where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from bpgui.engine.check import Check, check
from bpgui.engine.graph import Edge, Graph, Position
from bpgui.gui.canvas.callout import Callout, Notice
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.fits import Fits
from bpgui.gui.canvas.folded import Plug
from bpgui.gui.canvas.geometry import CARD, NEAR
from bpgui.gui.canvas.group import Group
from bpgui.gui.canvas.level import GROUP, level
from bpgui.gui.canvas.mirror import Mirror
from bpgui.gui.canvas.overview import Overview
from bpgui.gui.canvas.speech import Speech
from bpgui.gui.canvas.surroundings import Surroundings
from bpgui.gui.canvas.units import Units
from bpgui.gui.canvas.wire import Wire


class Scene(QGraphicsScene):
    """Cards by node id and wires by edge. Shows what it is told; edits nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.graph = Graph()
        self.level = level(self.graph)
        self._mirror = Mirror(self)
        self._check = check(self.graph)
        #: Groups, frames, and pins for what lies outside.
        self.around = Surroundings(self)
        self.cards: dict[int, Card] = {}
        #: What the units of layers say, below their cards.
        self.units = Units(self.cards, self)
        self.wires: dict[Edge, Wire] = {}
        self.speech = Speech()
        self.overview = Overview()
        #: Set while a wire is drawn: what the ports think of it.
        self.fits: Fits | None = None
        self._gradients: tuple[Mapping[int, tuple[float, float]], Mapping[Edge, float]] = ({}, {})
        self._hover: int | None = None
        #: Whether callouts are not seen, and whether they have been left where they were meanwhile.
        self._afar = self._unplaced = False
        self._selected: set[int] = set()
        self._selected_wires: set[Edge] = set()

    # -- the mirror ----------------------------------------------------------------------------

    def mirror(self, graph: Graph, check: Check, inside: int = 0) -> dict[int, Position]:
        """Show this diagram, from inside a frame (0: none), in place of the one shown.

        Returns where cards that moved were seen last.
        """
        before, self.graph, self._check = self.level, graph, check
        after = self.level = level(graph, inside)
        moved = self._mirror.show(before, after, check)
        if before.nodes.keys() != after.nodes.keys() and not (before.whole and after.whole):
            # What comes into sight again shows what is known of it.
            self.show_gradients(*self._gradients)
            self.units.show_again()
        self.place_callouts()
        return moved

    def admit(self, card: Card) -> None:
        """Take in the card of a node that has come into sight."""
        self.cards[card.node.id] = card
        self._selected.discard(card.node.id)
        self.addItem(card)

    def forget(self, card: Card) -> None:
        """Remove the card of a node or group that is gone."""
        if self._hover == card.node.id:
            self._hover = None
        self._mirror.forget(card)

    def run(self, edges: Iterable[Edge]) -> None:
        """Lead these wires from where they start to where they end."""
        self._mirror.run(edges)

    @property
    def parameters(self) -> int:
        """How many numbers the diagram learns."""
        if self.level.whole:
            return sum(card.facts.parameters for card in self.cards.values())
        return sum(self._check.parameter_count(id) for id in self.graph.nodes)

    # -- what is shown beside the diagram itself -------------------------------------------------

    def show_notices(self, notices: Mapping[int, tuple[Notice, ...]]) -> None:
        """Say these about the nodes, besides the problems of the diagram."""
        touched = self.speech.hear(notices)
        for card in dict.fromkeys(self.card_of(id) for id in touched):
            if card is not None:
                self.speech.tell(card)
        if touched:
            self.place_callouts()

    def show_gradients(
        self, nodes: Mapping[int, tuple[float, float]], wires: Mapping[Edge, float]
    ) -> None:
        """Colour cards and wires by the gradients that flow there."""
        self._gradients = nodes, wires
        for id, card in self.cards.items():
            card.show_gradient(nodes.get(id))
        for edge, wire in self.wires.items():
            end = nodes.get(edge.target) or nodes.get(edge.source)
            wire.show_gradient(wires.get(edge, None if end is None else end[1]))
        for group in self.groups.values():
            group.gather_gradients(nodes)

    def select(self, ids: Iterable[int], edges: Iterable[Edge], frames: Iterable[int] = ()) -> None:
        """Mark these nodes, wires and frames as selected, and no others."""
        chosen, wires = set(ids), set(edges)
        others = self.speech.look_at(len({self.level.stop(id) for id in chosen}))
        for id in self._selected | chosen if others else self._selected ^ chosen:
            if id in self.cards:
                self.cards[id].set_flag("selected", id in chosen)
                self.speech.tell(self.cards[id])
                self.overview.touch(self.cards[id])
        for group in self.groups.values():
            if others or group.selected == group.ids.isdisjoint(chosen):
                group.set_flag("selected", not group.ids.isdisjoint(chosen))
                self.speech.tell(group)
                self.overview.touch(group)
        for id, frame in self.around.frames.items():
            frame.set_flag("selected", id in set(frames))
        for edge in self._selected_wires ^ wires:
            if edge in self.wires:
                self.wires[edge].set_flag("selected", edge in wires)
        self._selected, self._selected_wires = chosen, wires
        self.place_callouts()

    def place_callouts(self) -> None:
        """Let every callout stand where it covers least; from afar, where none is seen, later."""
        self._unplaced = self._afar
        if not self._afar:
            self.speech.place(self.cards_in, self.units.hanging)

    def look_from(self, scale: float) -> None:
        """The scene is looked at from so far away now."""
        self._afar = scale < NEAR
        if self._unplaced:
            self.place_callouts()

    def hover_card(self, id: int | None) -> None:
        """Mark this card, of a node or a group, as the one under the pointer."""
        if id == self._hover:
            return
        for which, on in ((self._hover, False), (id, True)):
            card = None if which is None else self.by_stop(which)
            if card is not None:
                card.set_flag("hover", on)
                self.speech.tell(card)
        self._hover = id
        self.place_callouts()

    def offer(self, fits: Fits | None) -> None:
        """Let the ports show what they think of the wire being drawn."""
        self.fits = fits
        for card in (*self.cards.values(), *self.groups.values()):
            card.fits = fits
        self.update()

    def place(self, places: Mapping[int, Position]) -> None:
        """Show nodes elsewhere for a while: the diagram stays as it is."""
        seen = [self.cards[id] for id in places if id in self.cards]
        for card in seen:
            card.setPos(*places[card.node.id])
        self.around.place(places)
        self._mirror.run_wires(places)
        for card in seen:
            self.overview.touch(card)
        self.place_callouts()

    def extent(self, ids: Iterable[int] | None = None) -> QRectF:
        """The rectangle around these nodes, or all of them."""
        if not self.level.whole:
            return self.around.extent(ids)
        nodes = self.graph.nodes
        ids = None if ids is None else list(ids)
        places = [
            node.at for node in (nodes.values() if ids is None else map(nodes.get, ids)) if node
        ]
        if not places:
            return QRectF()
        left, top = min(x for x, _ in places), min(y for _, y in places)
        right, bottom = max(x for x, _ in places), max(y for _, y in places)
        box = CARD.united(CARD.translated(right - left, bottom - top)).translated(left, top)
        for id in self.units.below().keys() & set(nodes if ids is None else ids):
            box = box.united(self.room_of(id))
        return box

    def room_of(self, id: int) -> QRectF:
        """The room that a node takes where it stands: its card, and what hangs from it."""
        return CARD.translated(*self.graph.nodes[id].at).adjusted(0, 0, 0, self.units.hanging(id))

    # -- what is where -------------------------------------------------------------------------

    @property
    def callouts(self) -> dict[int, Callout]:
        """What is said beside cards, by the id of the node that a card shows."""
        return self.speech.callouts

    @property
    def groups(self) -> dict[int, Group]:
        """The collapsed frames, each one card."""
        return self.around.groups

    def card_of(self, node: int) -> Card | None:
        """The card in which a node is seen: its own, or that of a group."""
        return self.cards.get(node) or self.groups.get(self.level.group_of(node))

    def shows(self, plug: Plug) -> bool:
        """Whether an end of a wire can be seen."""
        card = self.card_of(plug[0])
        return card is not None and plug in card.plugs()

    def by_stop(self, stop: int) -> Card | None:
        """The card of a node, or of a group by GROUP + the id of its frame."""
        return self.cards.get(stop) or self.groups.get(stop - GROUP)

    def cards_in(self, area: QRectF) -> list[Card]:
        """The cards that touch an area, the topmost first."""
        return [
            item
            for item in self.items(area)
            if isinstance(item, Card) and item.frame().intersects(area)
        ]

    def wire_near(self, point: QPointF, tolerance: float, but: Iterable[Edge] = ()) -> Wire | None:
        """The wire that runs within `tolerance` of a point."""
        area = QRectF(point.x() - tolerance, point.y() - tolerance, 2 * tolerance, 2 * tolerance)
        skipped = set(but)
        found = [
            (item.distance(point)[0], index, item)
            for index, item in enumerate(self.items(area))
            if isinstance(item, Wire) and item.edge not in skipped
        ]
        best = min(found, default=None)
        return best[2] if best is not None and best[0] <= tolerance else None

    def wires_across(self, line: QLineF) -> list[Wire]:
        """The wires that a straight line crosses."""
        area = QRectF(line.p1(), line.p2()).normalized().adjusted(-1, -1, 1, 1)
        return [item for item in self.items(area) if isinstance(item, Wire) and item.crosses(line)]
