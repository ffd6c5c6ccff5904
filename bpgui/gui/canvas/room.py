"""Room for nodes that have come into the middle of a wire, or out of a group."""

from __future__ import annotations

from bpgui.engine.graph import Graph
from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH, SNAP, STRIDE
from bpgui.gui.canvas.level import level, middle

#: Between a frame and the cards beside it, its own margin included.
_ASIDE = 44.0


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
    return pushed_along(graph.move({id: (x, y)}), id)


def pushed_along(graph: Graph, id: int) -> Graph:
    """With everything after a node moved to the right of it, as far as it stands in its way."""
    targets = [graph.nodes[edge.target] for edge in graph.outgoing[id]]
    if not targets:
        return graph
    right = min(node.at[0] for node in targets)
    shift = graph.nodes[id].at[0] + STRIDE - right
    if shift <= 0:
        return graph
    shift = -(-shift // SNAP) * SNAP
    later = set[int]().union(*(graph.after(node.id) for node in targets)) - {id}
    moved = {other: graph.nodes[other].at for other in later if graph.nodes[other].at[0] >= right}
    return graph.move({other: (x + shift, y) for other, (x, y) in moved.items()})


def with_room_for_new(before: Graph, after: Graph) -> Graph:
    """The same for every node that is new."""
    for id in after.nodes.keys() - before.nodes.keys():
        after = with_room(after, id)
    return after


def parted(graph: Graph, frame: int, inside: int) -> Graph:
    """With the cards beside a frame moved apart, so that none covers what it holds.

    What stands left of its middle moves to the left, all else to the right.
    """
    held, seen = graph.contents[frame], level(graph, inside)
    xs, ys = zip(*(graph.nodes[id].at for id in held), strict=True)
    more = graph.frames[frame].room
    left, right = min(xs) - _ASIDE - more[0], max(xs) + _ASIDE + more[2]
    top, bottom = min(ys) - _ASIDE - more[1], max(ys) + _ASIDE + more[3]
    centre = middle(graph, held)[0]
    others = {id: node.at for id, node in seen.cards.nodes.items() if id not in held}
    inner = [(x, y) for x, y in others.values() if top - CARD_HEIGHT < y < bottom + CARD_HEIGHT]
    lefts = [x for x, _ in inner if x < centre]
    rights = [x for x, _ in inner if x >= centre]
    back = max(0.0, max(lefts, default=left) + CARD_WIDTH - left)
    on = max(0.0, right + CARD_WIDTH - min(rights, default=right + CARD_WIDTH))
    back, on = -(-back // SNAP) * SNAP, -(-on // SNAP) * SNAP
    places = {
        id: (x - back if x < centre else x + on, y)
        for id, (x, y) in others.items()
        if (back and x < centre) or (on and x >= centre)
    }
    return graph.move(seen.moves(places))
