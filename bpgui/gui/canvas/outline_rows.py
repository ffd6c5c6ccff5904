"""The outline of a diagram: its layers in order, those of a frame below the frame."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from bpgui.engine.arrays import text
from bpgui.engine.check import Check
from bpgui.engine.counted import counted
from bpgui.engine.graph import Graph
from bpgui.gui.canvas.level import GROUP, plugs_of
from bpgui.gui.canvas.summary import Row, rows


def outlined(graph: Graph, check: Check) -> list[Row]:
    """The rows of the summary, each frame a row of its own before what it holds."""
    table = rows(graph, check)
    if not graph.frames:
        return table
    held: dict[int, list[Row | int]] = {}
    seen: set[int] = set()
    for row in table:
        thing: Row | int = row
        for frame in graph.frames_around(graph.nodes[row.id].frame):
            held.setdefault(frame, []).append(thing)
            thing = frame
            if frame in seen:
                break
            seen.add(frame)
        else:
            held.setdefault(0, []).append(thing)
    return list(_under(0, 0, held, graph, check))


def _under(
    frame: int, depth: int, held: dict[int, list[Row | int]], graph: Graph, check: Check
) -> Iterator[Row]:
    for thing in held[frame]:
        if isinstance(thing, Row):
            title = graph.frames[frame].title if frame else ""
            yield dataclasses.replace(thing, depth=depth, inside=title)
        else:
            yield _frame_row(thing, depth, graph, check)
            yield from _under(thing, depth + 1, held, graph, check)


def _frame_row(id: int, depth: int, graph: Graph, check: Check) -> Row:
    frame, nodes = graph.frames[id], graph.contents[id]
    inlets, outlets = plugs_of(graph, nodes)
    entered = {node for node, _ in inlets}
    sources = (e.source for n in sorted(entered) for e in graph.incoming[n])
    shapes = (check.shapes[node] for node, _ in outlets if node in check.shapes)
    return Row(
        GROUP + id,
        frame.title,
        f"{'Group' if frame.collapsed else 'Frame'} of {counted(len(nodes), 'layer')}",
        ", ".join(dict.fromkeys(graph.nodes[s].name for s in sources if s not in nodes)),
        ", ".join(dict.fromkeys(map(text, shapes))),
        sum(map(check.parameter_count, nodes)),
        depth=depth,
        frame=id,
        inside=graph.frames[frame.parent].title if frame.parent else "",
    )
