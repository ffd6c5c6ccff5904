"""Where something new goes, and what it is wired to."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from bpgui.engine.arrays import Shape
from bpgui.engine.check import check
from bpgui.engine.framing import common
from bpgui.engine.graph import Edge, Graph, Node, Position
from bpgui.engine.layer import Layer
from bpgui.gui.canvas import edits
from bpgui.gui.canvas.blocks import Block
from bpgui.gui.canvas.clipboard import merged
from bpgui.gui.canvas.fits import OUT, Fits
from bpgui.gui.canvas.geometry import CARD, CARD_HEIGHT, OUTPUT, snapped, sockets
from bpgui.gui.canvas.layout import arranged
from bpgui.gui.canvas.room import pushed_along

#: What can be added: one layer, or several at once.
Addition = Layer | Block


@dataclass(frozen=True)
class Spot:
    """A point of the scene; perhaps a loose wire that ends there, or a wire that runs through.

    `behind` is a node whose output is free: what can be wired to it goes there instead.
    """

    at: QPointF
    fits: Fits | None = None
    onto: Edge | None = None
    behind: Node | None = None

    def takes(self, what: Addition) -> bool:
        """Whether this can be put here and be wired."""
        if isinstance(what, Block):
            feeds = self.fits is not None and self.fits.port != OUT
            return not feeds and what.made(self._shape()) is not None
        if self.fits is not None:
            return self.fits.takes(what) is not None
        return self.onto is None or edits.insertable(what)

    def add(self, graph: Graph, what: Addition) -> Graph:
        """The diagram with this added here; what is not to be wired stands alone."""
        if isinstance(what, Block):
            return self._add_block(graph, what)
        if self.onto is not None and edits.insertable(what):
            return edits.inserted(graph, self.onto, what, centred(self.at))
        port = None if self.fits is None else self.fits.takes(what)
        if self.fits is None or port is None:
            return graph.add(what, free_place(graph, centred(self.at)))
        at = free_place(graph, self._plugged(what, port))
        graph = graph.add(what, at)
        return graph.connect(*self.fits.ends(graph.newest.id, port))

    def _plugged(self, layer: Layer, port: str) -> Position:
        """Where the card stands so that its port meets the loose end."""
        if port == OUT:
            return snapped((self.at.x() - OUTPUT.x(), self.at.y() - OUTPUT.y()))
        return snapped((self.at.x(), self.at.y() - sockets(layer)[port]))

    # -- blocks --------------------------------------------------------------------------------

    def _shape(self) -> Shape | None:
        """The shape that arrives here, as far as it is known."""
        if self.fits is None:
            return None
        return self.fits.check.shapes.get(self.fits.node)

    def _source(self) -> int | None:
        """The node that would feed what is put here."""
        if self.onto is not None:
            return self.onto.source
        return None if self.fits is None or self.fits.port != OUT else self.fits.node

    def _add_block(self, graph: Graph, block: Block) -> Graph:
        source = self._source()
        shape = None if source is None else check(graph).shapes.get(source)
        part = block.made(shape) or block.build(block.usual)
        places = arranged(part)
        entry, last = min(part.nodes), max(part.nodes)
        first_column = min(x for id, (x, _) in places.items() if id != entry)
        row = places[entry][1] + CARD_HEIGHT / 2
        by = snapped((self.at.x() - first_column, self.at.y() - row))
        fed = part.outgoing[entry]
        frame = 0 if self.onto is None else common(graph, (self.onto.source, self.onto.target))
        graph, ids = merged(graph, part.move(places).remove([entry]), by, frame)
        edges = list(graph.edges)
        if self.onto is not None:
            onward = Edge(ids[last], self.onto.target, self.onto.port)
            edges = [onward if edge == self.onto else edge for edge in edges]
        if source is not None:
            edges += [Edge(source, ids[edge.target], edge.port) for edge in fed]
        return pushed_along(dataclasses.replace(graph, edges=tuple(edges)), ids[last])


def centred(point: QPointF) -> Position:
    """Where a card stands when its middle is at a point, on the grid."""
    return snapped((point.x() - CARD.width() / 2, point.y() - CARD_HEIGHT / 2))


def free_place(graph: Graph, at: Position) -> Position:
    """This place, or the next one below it where no card would be covered."""
    x, y = at
    column = sorted(
        node.at[1] for node in graph.nodes.values() if abs(node.at[0] - x) < CARD.width()
    )
    for taken in column:
        if abs(taken - y) < CARD_HEIGHT:
            y = snapped((x, taken + CARD_HEIGHT + 24))[1]
    return x, y
