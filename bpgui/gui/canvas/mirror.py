"""The mirror: makes the scene equal to a diagram, and touches only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene

from bpgui.engine.check import Check
from bpgui.engine.graph import Edge, Position
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.facts import facts_of, problems_by_node
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.level import Level
from bpgui.gui.canvas.portrait import ALBUM
from bpgui.gui.canvas.wire import Wire

if TYPE_CHECKING:
    from bpgui.gui.canvas.scene import Scene

#: Where so many cards or more change at once, what is where is sorted anew, not moved one by one.
_BULK = 200


class Mirror:
    """Makes, changes and removes the cards and wires of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def show(self, before: Level, after: Level, check: Check) -> dict[int, Position]:
        """Show a diagram in place of the one shown; where cards that moved were seen last."""
        scene = self._scene
        with self._sorted_anew(before, after):
            touched, moved = self._show_nodes(before, after)
            touched |= scene.around.mirror(after)
            touched |= self._show_edges(before, after)
            scene.around.surround()
            self.run_wires(touched & after.graph.nodes.keys())
        touched |= self._tell_facts(check)
        for id in touched & scene.cards.keys():
            scene.overview.touch(scene.cards[id])
        return moved

    def forget(self, card: Card) -> None:
        """Remove the card of a node or group that is gone."""
        scene = self._scene
        scene.speech.forget(card)
        scene.units.forget(card.node.id)
        ALBUM.forget(card)
        scene.overview.drop(card)
        scene.removeItem(card)

    def run_wires(self, ids: Iterable[int]) -> None:
        """Lead every wire at these nodes from where it starts to where it ends."""
        graph, edges = self._scene.graph, set[Edge]()
        for id in ids:
            edges.update(graph.outgoing[id], graph.incoming[id])
        self.run(edges & self._scene.wires.keys())

    def run(self, edges: Iterable[Edge]) -> None:
        """Lead these wires from where they start to where they end."""
        scene, cards = self._scene, self._scene.cards
        for edge in edges:
            wire, source, target = scene.wires[edge], cards.get(edge.source), cards.get(edge.target)
            if source is not None and target is not None:
                wire.run(source.port_at(OUT), target.port_at(edge.port))
            else:
                wire.run(*scene.around.ends(edge))
            scene.overview.touch_wire(wire)

    # -- inside --------------------------------------------------------------------------------

    @contextmanager
    def _sorted_anew(self, before: Level, after: Level) -> Iterator[None]:
        """Spare a change of much of the diagram the index of what is where, until it is done."""
        old, method = before.nodes, QGraphicsScene.ItemIndexMethod
        others = (
            0
            if old is after.nodes
            else sum(old.get(id) is not node for id, node in after.nodes.items())
        )
        if others < _BULK:
            yield
            return
        self._scene.setItemIndexMethod(method.NoIndex)
        # All of it is due to be painted, so that nothing asks each card and wire where it is.
        self._scene.update()
        try:
            yield
        finally:
            self._scene.setItemIndexMethod(method.BspTreeIndex)
            # The new index learns only from a change how large the scene is, and is a mere list
            # until then.
            self._scene.setSceneRect(0, 0, 1, 1)
            self._scene.setSceneRect(QRectF())

    def _show_nodes(self, before: Level, after: Level) -> tuple[set[int], dict[int, Position]]:
        """Make, change and remove cards: the ids of those touched, and from where some moved."""
        scene, touched = self._scene, set[int]()
        moved: dict[int, Position] = {}
        if before.nodes is after.nodes:
            return touched, moved
        for id in before.nodes.keys() - after.nodes.keys():
            scene.forget(scene.cards.pop(id))
        for id, node in after.nodes.items():
            if before.nodes.get(id) is node:
                continue
            card = scene.cards.get(id)
            if card is None:
                scene.admit(Card(node))
            else:
                seen = card.place()
                card.show_node(node)
                if seen != node.at:
                    moved[id] = seen
            touched.add(id)
        return touched, moved

    def _show_edges(self, before: Level, after: Level) -> set[int]:
        """Make and remove wires; the ids of nodes at which new ones end."""
        if before.edges is after.edges or before.edges == after.edges:
            return set()
        scene, old, new = self._scene, set(before.edges), set(after.edges)
        for edge in old - new:
            wire = scene.wires.pop(edge)
            scene.overview.drop_wire(wire)
            scene.removeItem(wire)
        for edge in new - old:
            wire = scene.wires[edge] = Wire(edge)
            source = scene.cards.get(edge.source)
            wire.label = "" if source is None else source.facts.shape
            scene.addItem(wire)
        return {edge.target for edge in new - old}

    def _tell_facts(self, check: Check) -> set[int]:
        """Tell the cards whose shape, parameters or problems are others now; their ids."""
        scene, told = self._scene, set[int]()
        problems, shapes, learned = problems_by_node(check), check.shapes, check.parameters
        for id, card in scene.cards.items():
            # What the engine infers is the same object while nothing about the node has changed.
            was, faults = card.seen, problems.get(id, ())
            if was[0] is shapes.get(id) and was[1] is learned.get(id) and was[2] == faults:
                continue
            card.seen = (shapes.get(id), learned.get(id), faults)
            card.show_facts(facts_of(id, check, faults))
            scene.speech.tell(card)
            for edge in scene.graph.outgoing[id]:
                scene.wires[edge].show_label(card.facts.shape)
            told.add(id)
        for group in scene.around.gather(check, problems):
            scene.speech.tell(group)
            scene.overview.touch(group)
        return told
