"""From a diagram to the places of its nodes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

from bpgui.engine.graph import Graph, Position
from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH, snapped
from bpgui.gui.canvas.layout.alignment import Alignment
from bpgui.gui.canvas.layout.box import CARD_BOX, Box
from bpgui.gui.canvas.layout.ordering import Columns
from bpgui.gui.canvas.layout.ranks import Arc, acyclic, components, ranked

#: From column to column; the space between two cards above each other; around a passing wire.
PITCH = 216.0
GAP = 40.0
LANE = 32.0
#: Between parts that are not connected.
_PARTING = 64.0
#: Wires over so many columns in all are not led past the cards between their ends.
_MOST_BENDS = 20_000


def arranged(
    graph: Graph, ids: Collection[int] | None = None, boxes: Mapping[int, Box] | None = None
) -> dict[int, Position]:
    """A tidy place for these nodes (all where none are given), about where they stand now.

    `boxes` holds those that take other room than a card.
    """
    boxes = boxes or {}
    chosen = [id for id in graph.nodes if ids is None or id in ids]
    inside = set(chosen)
    arcs = list(
        dict.fromkeys(
            (e.source, e.target) for e in graph.edges if e.source in inside and e.target in inside
        )
    )
    chosen.sort(key=lambda id: (graph.nodes[id].at[1], graph.nodes[id].at[0], id))
    places: dict[int, Position] = {}
    top, single = 0.0, []
    by_part: dict[int, list[Arc]] = {}
    parts = components(chosen, arcs)
    part_of = {id: index for index, part in enumerate(parts) for id in part}
    for arc in arcs:
        by_part.setdefault(part_of[arc[0]], []).append(arc)
    for index, part in enumerate(parts):
        if len(part) == 1 and part[0] not in boxes:
            single += part
            continue
        drawn = _draw(part, by_part.get(index, []), boxes)
        highest = min(y for _, y in drawn.values())
        for id, (x, y) in drawn.items():
            places[id] = (x, y - highest + top)
        lowest = max(places[id][1] + boxes.get(id, CARD_BOX).height for id in drawn)
        top = lowest + _PARTING
    across = max(5, round(len(single) ** 0.5 * 1.5))
    for index, id in enumerate(sorted(single, key=lambda id: graph.nodes[id].at)):
        row, column = divmod(index, across)
        places[id] = (column * PITCH, top + row * (CARD_HEIGHT + GAP))
    return _put_back(graph, places, boxes)


def _draw(
    nodes: Sequence[int], arcs: Sequence[Arc], boxes: Mapping[int, Box]
) -> dict[int, Position]:
    """Places for one connected part."""
    arcs = acyclic(nodes, arcs)
    rank = ranked(nodes, arcs)
    first = min(rank.values())
    rank = {id: column - first for id, column in rank.items()}
    if sum(rank[b] - rank[a] - 1 for a, b in arcs) > _MOST_BENDS:
        arcs = [(a, b) for a, b in arcs if rank[b] - rank[a] == 1]
    columns = Columns(nodes, arcs, rank)
    columns.sort()
    heights = Alignment(columns, boxes, GAP, LANE).heights()
    widths = [CARD_WIDTH] * (max(rank.values()) + 1)
    for id in nodes:
        widths[rank[id]] = max(widths[rank[id]], boxes.get(id, CARD_BOX).width)
    lefts = [0.0, *accumulate(width + PITCH - CARD_WIDTH for width in widths)]
    places = {}
    for id in nodes:
        box, column = boxes.get(id, CARD_BOX), rank[id]
        aside = (widths[column] - box.width) / 2
        places[id] = snapped((lefts[column] + aside, heights[id] - box.above))
    return places


def _put_back(
    graph: Graph, places: dict[int, Position], boxes: Mapping[int, Box]
) -> dict[int, Position]:
    """The same arrangement with its middle where the middle of the nodes was."""
    if not places:
        return places
    old = _middle({id: graph.nodes[id].at for id in places}, boxes)
    new = _middle(places, boxes)
    by = snapped((old[0] - new[0], old[1] - new[1]))
    return {id: (x + by[0], y + by[1]) for id, (x, y) in places.items()}


def _middle(places: Mapping[int, Position], boxes: Mapping[int, Box]) -> Position:
    left, top = (min(at[axis] for at in places.values()) for axis in (0, 1))
    right = max(x + boxes.get(id, CARD_BOX).width for id, (x, _) in places.items())
    bottom = max(y + boxes.get(id, CARD_BOX).height for id, (_, y) in places.items())
    return ((left + right) / 2, (top + bottom) / 2)
