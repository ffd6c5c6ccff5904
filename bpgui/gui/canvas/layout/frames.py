"""Tidy places where there are frames: each is laid out by itself, then stands as one block."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from PySide6.QtCore import QRectF

from bpgui.engine.graph import Edge, Graph, Position
from bpgui.gui.canvas.frame_item import around
from bpgui.gui.canvas.geometry import CARD, CARD_HEIGHT
from bpgui.gui.canvas.layout.arrange import arranged
from bpgui.gui.canvas.layout.box import Box
from bpgui.gui.canvas.level import GROUP, Level

#: A frame goes by this plus its id while it is laid out: larger than any stop.
_BLOCK = GROUP << 1


def tidied(level: Level, stops: Collection[int]) -> dict[int, Position]:
    """A tidy place for these cards of a level; frames of which all is among them stay apart."""
    chosen = frozenset(stops)
    homes = {stop: _home(level, stop) for stop in level.cards.nodes}
    whole = [id for id in level.frames if _cards_in(level, homes, id) <= chosen]
    if not whole:
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
        self._places |= arranged(self._graph(top), top, self._boxes)
        return {stop: self._place(stop) for stop in chosen}

    def _draw(self, id: int, things: frozenset[int]) -> None:
        """Lay out what is directly in a frame, and find the room that it takes."""
        inner = arranged(self._graph(things), things, self._boxes)
        held = QRectF()
        for thing, (x, y) in inner.items():
            box = self._boxes.get(thing)
            size = CARD.size() if box is None else QRectF(0, 0, box.width, box.height).size()
            held = held.united(QRectF(x, y, size.width(), size.height()))
        room = around(held)
        for thing, (x, y) in inner.items():
            self._places[thing] = (x - room.left(), y - room.top())
        line = self._line(things)
        self._boxes[_BLOCK + id] = Box(room.width(), line, room.height() - line)

    def _line(self, things: frozenset[int]) -> float:
        """How far below the top of a frame the wires from outside arrive, or else leave."""
        ends = {edge.target for edge in self._crossing(things, inwards=True)}
        ends = ends or {edge.source for edge in self._crossing(things, inwards=False)} or things
        first = min(ends, key=lambda thing: self._places[thing][1])
        box = self._boxes.get(first)
        return self._places[first][1] + (CARD_HEIGHT / 2 if box is None else box.above)

    def _crossing(self, things: frozenset[int], inwards: bool) -> list[Edge]:
        found = []
        for edge in self._cards.edges:
            source, target = self._among(edge.source, things), self._among(edge.target, things)
            if inwards and target and not source:
                found.append(dataclasses.replace(edge, target=target))
            elif not inwards and source and not target:
                found.append(dataclasses.replace(edge, source=source))
        return found

    def _graph(self, things: Collection[int]) -> Graph:
        """The diagram of these cards and blocks only."""
        nodes = {}
        for thing in things:
            if thing < _BLOCK:
                nodes[thing] = self._cards.nodes[thing]
            else:
                nodes[thing] = dataclasses.replace(self._some_card(thing), id=thing)
        edges = {}
        for edge in self._cards.edges:
            source = self._among(edge.source, nodes)
            target = self._among(edge.target, nodes)
            if source and target and source != target:
                edges[Edge(source, target, edge.port)] = None
        return Graph(nodes, tuple(edges))

    def _some_card(self, block: int):  # type: ignore[no-untyped-def]
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
