"""Room for a node that has come into the middle of a wire."""

from __future__ import annotations

from bpgui.engine.graph import Graph
from bpgui.gui.canvas.geometry import CARD_HEIGHT, SNAP, STRIDE


def with_room(graph: Graph, id: int) -> Graph:
    """With the node between what it reads and what reads it, and everything after it moved along.

    Nothing moves where there is room, nor where wires run from right to left.
    """
    sources = [graph.nodes[edge.source] for edge in graph.incoming[id]]
    targets = [graph.nodes[edge.target] for edge in graph.outgoing[id]]
    if not sources or not targets:
        return graph
    left, right = max(n.at[0] for n in sources), min(n.at[0] for n in targets)
    if right <= left:
        return graph
    x, y = graph.nodes[id].at
    x = min(max(x, left + STRIDE), max(right - STRIDE, left + STRIDE))
    height = sources[0].at[1]
    if abs(y - height) < CARD_HEIGHT / 2:
        y = height
    places = {id: (x, y)}
    shift = x + STRIDE - right
    if shift > 0:
        shift = -(-shift // SNAP) * SNAP
        later = set().union(*(graph.after(node.id) for node in targets)) - {id}
        for other in later:
            at = graph.nodes[other].at
            if at[0] >= right:
                places[other] = (at[0] + shift, at[1])
    return graph.move(places)


def with_room_for_new(before: Graph, after: Graph) -> Graph:
    """The same for every node that is new."""
    for id in after.nodes.keys() - before.nodes.keys():
        after = with_room(after, id)
    return after
