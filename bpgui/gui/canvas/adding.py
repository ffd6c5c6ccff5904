"""Where a new layer goes, and what it is wired to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from bpgui.engine.graph import Edge, Graph, Position
from bpgui.engine.layer import Layer
from bpgui.gui.canvas import edits
from bpgui.gui.canvas.fits import OUT, Fits
from bpgui.gui.canvas.geometry import CARD, CARD_HEIGHT, OUTPUT, snapped, sockets


@dataclass(frozen=True)
class Spot:
    """A point of the scene; perhaps a loose wire that ends there, or a wire that runs through."""

    at: QPointF
    fits: Fits | None = None
    onto: Edge | None = None

    def takes(self, layer: Layer) -> bool:
        """Whether a layer can be put here and be wired."""
        if self.fits is not None:
            return self.fits.takes(layer) is not None
        return self.onto is None or edits.insertable(layer)

    def add(self, graph: Graph, layer: Layer) -> Graph:
        """The diagram with a new node of `layer` here."""
        if self.onto is not None and edits.insertable(layer):
            return edits.inserted(graph, self.onto, layer, centred(self.at))
        port = None if self.fits is None else self.fits.takes(layer)
        if self.fits is None or port is None:
            return graph.add(layer, free_place(graph, centred(self.at)))
        at = free_place(graph, self._plugged(layer, port))
        graph = graph.add(layer, at)
        return graph.connect(*self.fits.ends(graph.newest.id, port))

    def _plugged(self, layer: Layer, port: str) -> Position:
        """Where the card stands so that its port meets the loose end."""
        if port == OUT:
            return snapped((self.at.x() - OUTPUT.x(), self.at.y() - OUTPUT.y()))
        return snapped((self.at.x(), self.at.y() - sockets(layer)[port]))


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
