"""Tidy places where there are frames: each is laid out by itself, then stands as one block."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Mapping

from PySide6.QtCore import QRectF

from bpgui.engine.graph import Edge, Graph, Node, Position
from bpgui.gui.canvas.frame_item import around
from bpgui.gui.canvas.layout.arrange import arranged
from bpgui.gui.canvas.layout.box import CARD_BOX, Box
from bpgui.gui.canvas.level import GROUP, Level

#: A frame goes by this plus its id while it is laid out: larger than any stop.
_BLOCK = GROUP << 1
#: So does the end of a wire outside: it takes as little room as a wire that passes.
_END = _BLOCK << 1
_END_BOX = Box(width=CARD_BOX.width, above=0.0, below=0.0)


def tidied(level: Level, stops: Collection[int]) -> dict[int, Position]:
    """A tidy place for these cards of a level; frames of which all is among them stay apart."""
    chosen = frozenset(stops)
    homes = {stop: level.home(stop) for stop in level.cards.nodes}
    held: dict[int, set[int]] = {}
    for stop, home in homes.items():
        for frame in level.graph.frames_around(home):
            held.setdefault(frame, set()).add(stop)
    whole = {id: held[id] for id in level.frames if held[id] <= chosen}
    if not whole and not level.inside:
        return arranged(level.cards, chosen)
    return _Blocks(level, whole, homes).places(chosen)


class _Blocks:
    """The frames `whole`, with the cards in each: where those stand, and the room it takes."""

    def __init__(
        self, level: Level, whole: Mapping[int, set[int]], homes: Mapping[int, int]
    ) -> None:
        self._level, self._cards, self._whole = level, level.cards, whole
        #: In which block a card or another block is: the innermost whole frame, or 0.
        self._block: dict[int, int] = {stop: self._up(home) for stop, home in homes.items()}
        for id in whole:
            self._block[_BLOCK + id] = self._up(level.graph.frames[id].parent)
        self._things: dict[int, set[int]] = {}
        for thing, block in self._block.items():
            self._things.setdefault(block, set()).add(thing)
        #: The wires with an end in each block, or in one within it; all of them under 0.
        self._wires: dict[int, dict[Edge, None]] = {}
        for edge in level.edges:
            for end in (level.stop(edge.source), level.stop(edge.target)):
                for block in self._blocks_around(end):
                    self._wires.setdefault(block, {})[edge] = None
        #: Where each thing is, seen from the block it is in.
        self._places: dict[int, Position] = {}
        self._boxes: dict[int, Box] = {}

    def places(self, chosen: frozenset[int]) -> dict[int, Position]:
        """The place of every chosen card."""
        for id in reversed(list(self._whole)):
            self._draw(id, self._things[id])
        top = {thing for thing in self._things[0] if thing in chosen or thing > _BLOCK}
        self._places |= self._arranged(0, top)[0]
        return {stop: self._place(stop) for stop in chosen}

    def _draw(self, id: int, things: set[int]) -> None:
        """Lay out what is directly in a frame, and find the room that it takes."""
        inner, line = self._arranged(id, things)
        held = QRectF()
        for thing, (x, y) in inner.items():
            box = self._boxes.get(thing, CARD_BOX)
            held = held.united(QRectF(x, y, box.width, box.height))
        room = around(held, self._level.graph.frames[id].room)
        for thing, (x, y) in inner.items():
            self._places[thing] = (x - room.left(), y - room.top())
        above = min(max(line - room.top(), 0.0), room.height())
        self._boxes[_BLOCK + id] = Box(room.width(), above, room.height() - above)

    def _arranged(self, block: int, things: set[int]) -> tuple[dict[int, Position], float]:
        """Places for these, with ways for the wires from outside; the height where those arrive."""
        graph, feeding = self._graph(block, things)
        ends = graph.nodes.keys() - things
        found = arranged(graph, None, {**self._boxes, **dict.fromkeys(ends, _END_BOX)})
        lines = [found[end][1] + _END_BOX.above for end in feeding]
        if not lines:
            lines = [found[t][1] + self._boxes.get(t, CARD_BOX).above for t in things]
        return {thing: found[thing] for thing in things}, min(lines)

    def _graph(self, block: int, things: set[int]) -> tuple[Graph, list[int]]:
        """The diagram of these things and of the ends of wires outside; those ends that feed."""
        graph, ids = self._level.graph, itertools.count(_END)
        nodes = {thing: self._node(thing) for thing in sorted(things)}
        ends: dict[tuple[int, bool], Node] = {}
        edges: dict[Edge, None] = {}
        for edge in self._wires.get(block, ()):
            source, target = (self._among(id, things) for id in (edge.source, edge.target))
            if source == target:
                continue
            if not source or not target:
                other = edge.target if source else edge.source
                key = (other, bool(target))
                if key not in ends:
                    ends[key] = dataclasses.replace(graph.nodes[other], id=next(ids))
                source, target = source or ends[key].id, target or ends[key].id
            edges[Edge(source, target, edge.port)] = None
        nodes |= {end.id: end for end in ends.values()}
        return Graph(nodes, tuple(edges)), [end.id for (_, feeds), end in ends.items() if feeds]

    def _node(self, thing: int) -> Node:
        """A card, or for a block its top left card: about where the block is now."""
        if thing < _BLOCK:
            return self._cards.nodes[thing]
        held = (self._cards.nodes[stop] for stop in self._whole[thing - _BLOCK])
        return dataclasses.replace(min(held, key=lambda node: node.at), id=thing)

    def _blocks_around(self, stop: int) -> list[int]:
        """The blocks around a card, from the inside out, and 0; none for what lies outside."""
        found: list[int] = []
        while stop:
            block = self._block[stop]
            found.append(block)
            stop = _BLOCK + block if block else 0
        return found

    def _among(self, node: int, things: Collection[int]) -> int:
        """The one of these things that a node is, or is in; 0 for none."""
        thing = self._level.stop(node)
        while thing and thing not in things:
            block = self._block[thing]
            thing = _BLOCK + block if block else 0
        return thing

    def _place(self, thing: int) -> Position:
        x, y = self._places[thing]
        block = self._block[thing]
        if not block:
            return (x, y)
        left, top = self._place(_BLOCK + block)
        return (left + x, top + y)

    def _up(self, frame: int) -> int:
        """The innermost whole frame around what is directly in `frame`."""
        path = self._level.graph.frames_around(frame)
        return next((id for id in path if id in self._whole), 0)
