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
    homes = {stop: _home(level, stop) for stop in level.cards.nodes}
    whole = [id for id in level.frames if _cards_in(level, homes, id) <= chosen]
    if not whole and not level.inside:
        return arranged(level.cards, chosen)
    return _Blocks(level, whole, homes).places(chosen)


class _Blocks:
    """The frames `whole`, inside out: the places of cards in each, and the room it takes."""

    def __init__(self, level: Level, whole: list[int], homes: Mapping[int, int]) -> None:
        self._level, self._cards, self._whole = level, level.cards, whole
        #: In which block a card or another block is: the innermost whole frame, or 0.
        self._block: dict[int, int] = {stop: self._up(home) for stop, home in homes.items()}
        for id in whole:
            self._block[_BLOCK + id] = self._up(level.graph.frames[id].parent)
        #: Where each thing is, seen from the block it is in.
        self._places: dict[int, Position] = {}
        self._boxes: dict[int, Box] = {}

    def places(self, chosen: frozenset[int]) -> dict[int, Position]:
        """The place of every chosen card."""
        for id in reversed(self._whole):
            self._draw(id, frozenset(t for t, block in self._block.items() if block == id))
        top = [t for t, block in self._block.items() if not block and (t in chosen or t > _BLOCK)]
        self._places |= self._arranged(frozenset(top))[0]
        return {stop: self._place(stop) for stop in chosen}

    def _draw(self, id: int, things: frozenset[int]) -> None:
        """Lay out what is directly in a frame, and find the room that it takes."""
        inner, line = self._arranged(things)
        held = QRectF()
        for thing, (x, y) in inner.items():
            box = self._boxes.get(thing, CARD_BOX)
            held = held.united(QRectF(x, y, box.width, box.height))
        room = around(held)
        for thing, (x, y) in inner.items():
            self._places[thing] = (x - room.left(), y - room.top())
        above = min(max(line - room.top(), 0.0), room.height())
        self._boxes[_BLOCK + id] = Box(room.width(), above, room.height() - above)

    def _arranged(self, things: frozenset[int]) -> tuple[dict[int, Position], float]:
        """Places for these, with ways for the wires from outside; the height where those arrive."""
        graph, feeding = self._with_ends(things)
        ends = graph.nodes.keys() - things
        found = arranged(graph, None, {**self._boxes, **dict.fromkeys(ends, _END_BOX)})
        lines = [found[end][1] + _END_BOX.above for end in feeding]
        if not lines:
            lines = [found[t][1] + self._boxes.get(t, CARD_BOX).above for t in things]
        return {thing: found[thing] for thing in things}, min(lines)

    def _with_ends(self, things: frozenset[int]) -> tuple[Graph, list[int]]:
        """The diagram of these things and of the ends of wires outside; those ends that feed."""
        graph, level, ids = self._graph(things), self._level, itertools.count(_END)
        ends: dict[tuple[int, bool], Node] = {}
        edges = dict.fromkeys(graph.edges)
        for edge in level.edges:
            source, target = (self._inside(id, things) for id in (edge.source, edge.target))
            if bool(source) == bool(target):
                continue
            other = edge.target if source else edge.source
            end = ends.get((other, bool(target)))
            if end is None:
                end = dataclasses.replace(level.graph.nodes[other], id=next(ids))
                ends[(other, bool(target))] = end
            edges[Edge(source or end.id, target or end.id, edge.port)] = None
        nodes = {**graph.nodes, **{end.id: end for end in ends.values()}}
        return Graph(nodes, tuple(edges)), [ends[key].id for key in ends if key[1]]

    def _inside(self, node: int, things: frozenset[int]) -> int:
        stop = self._level.stop(node)
        return self._among(stop, things) if stop else 0

    def _graph(self, things: Collection[int]) -> Graph:
        """The diagram of these cards and blocks only."""
        nodes = {}
        for thing in things:
            if thing < _BLOCK:
                nodes[thing] = self._cards.nodes[thing]
            else:
                nodes[thing] = dataclasses.replace(self._some_card(thing), id=thing)
        edges: dict[Edge, None] = {}
        for edge in self._cards.edges:
            source = self._among(edge.source, nodes)
            target = self._among(edge.target, nodes)
            if source and target and source != target:
                edges[Edge(source, target, edge.port)] = None
        return Graph(nodes, tuple(edges))

    def _some_card(self, block: int) -> Node:
        """The top left card in a block: about where the block is now."""
        inside = [t for t in self._cards.nodes if self._among(t, (block,))]
        return min((self._cards.nodes[stop] for stop in inside), key=lambda node: node.at)

    def _among(self, thing: int, things: Collection[int]) -> int:
        """The one of these things that a card is, or is in; 0 for none."""
        while thing not in things:
            block = self._block.get(thing, 0)
            if not block:
                return 0
            thing = _BLOCK + block
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


def _home(level: Level, stop: int) -> int:
    """The frame that a card is directly in."""
    if stop > GROUP:
        return level.graph.frames[stop - GROUP].parent
    return level.graph.nodes[stop].frame


def _cards_in(level: Level, homes: Mapping[int, int], frame: int) -> set[int]:
    return {stop for stop, home in homes.items() if frame in level.graph.frames_around(home)}
