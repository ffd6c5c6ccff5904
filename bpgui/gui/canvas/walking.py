"""Going from node to node with the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable

from bpgui.engine.graph import Graph, Node, Position

_STEPS: dict[str, Position] = {"right": (1, 0), "left": (-1, 0), "down": (0, 1), "up": (0, -1)}


def neighbour(graph: Graph, start: int | None, way: str) -> int | None:
    """The node reached from `start` by going "right", "left", "up" or "down".

    Right and left follow the wires; where there is none, and for up and down, the nearest card that
    way is taken. Without a start it is the first node of the diagram.
    """
    if not graph.nodes:
        return None
    if start is None or start not in graph.nodes:
        return min(graph.nodes.values(), key=lambda node: (node.at[0], node.at[1])).id
    here = graph.nodes[start]
    wires = {"right": graph.outgoing, "left": graph.incoming}.get(way, {}).get(start, ())
    linked = [e.target if way == "right" else e.source for e in wires]
    if linked:
        return min((graph.nodes[id] for id in linked), key=lambda node: _rise(here, node)).id
    return _nearest(here, graph.nodes.values(), _STEPS[way])


def _nearest(here: Node, nodes: Iterable[Node], step: Position) -> int | None:
    best, cost = None, float("inf")
    for node in nodes:
        across, down = node.at[0] - here.at[0], node.at[1] - here.at[1]
        ahead = across * step[0] + down * step[1]
        aside = abs(across * step[1]) + abs(down * step[0])
        # What lies more to the side than ahead is another key's business.
        if node is not here and ahead > 0 and ahead * 2 >= aside and ahead + 2 * aside < cost:
            best, cost = node.id, ahead + 2 * aside
    return best


def _rise(here: Node, node: Node) -> tuple[float, float]:
    return (abs(node.at[1] - here.at[1]), node.at[0])
