"""Lining cards up."""

from __future__ import annotations

from collections.abc import Collection

from bpgui.engine.graph import Graph, Position
from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH, snapped

#: The least space that distributing leaves between two cards.
_SPACE = 32.0


def in_row(graph: Graph, ids: Collection[int]) -> dict[int, Position]:
    """All at the height of the leftmost."""
    first = min((graph.nodes[id].at for id in ids), key=lambda at: at[0])
    return {id: (graph.nodes[id].at[0], first[1]) for id in ids}


def in_column(graph: Graph, ids: Collection[int]) -> dict[int, Position]:
    """All below the topmost."""
    first = min((graph.nodes[id].at for id in ids), key=lambda at: at[1])
    return {id: (first[0], graph.nodes[id].at[1]) for id in ids}


def spread_across(graph: Graph, ids: Collection[int]) -> dict[int, Position]:
    """Equal steps from the leftmost to the rightmost, wide enough that none touch."""
    return _spread(graph, ids, 0, CARD_WIDTH + _SPACE)


def spread_down(graph: Graph, ids: Collection[int]) -> dict[int, Position]:
    """Equal steps from the topmost to the lowest, wide enough that none touch."""
    return _spread(graph, ids, 1, CARD_HEIGHT + _SPACE)


def _spread(graph: Graph, ids: Collection[int], axis: int, least: float) -> dict[int, Position]:
    order = sorted(ids, key=lambda id: (graph.nodes[id].at[axis], id))
    first, last = graph.nodes[order[0]].at[axis], graph.nodes[order[-1]].at[axis]
    step = max(least, (last - first) / max(1, len(order) - 1))
    places: dict[int, Position] = {}
    for index, id in enumerate(order):
        x, y = graph.nodes[id].at
        along = first + index * step
        places[id] = snapped((along, y)) if axis == 0 else snapped((x, along))
    return places
