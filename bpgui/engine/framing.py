"""Edits of the frames of a diagram; each gives a new graph."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

from bpgui.engine.frame import COLORS, DEEPEST, Frame
from bpgui.engine.graph import Graph, GraphError, clean_name


def framed(graph: Graph, ids: Collection[int], title: str = "", collapsed: bool = False) -> Graph:
    """With a frame around these nodes, the newest; whole frames among them stay within it.

    GraphError where there is nothing to frame, or frames would lie too deep.
    """
    if not ids:
        raise GraphError("A frame needs a layer to stand around: select some.")
    outside = common(graph, ids)
    if outside and graph.contents[outside] == frozenset(ids):
        raise GraphError(f"There is a frame around just these already: {_title(graph, outside)}.")
    id = max(graph.frames, default=0) + 1
    color = COLORS[1 + (id - 1) % (len(COLORS) - 1)]
    frame = Frame(id, clean_name(title) or f"Frame {id}", color, collapsed, outside)
    after = dataclasses.replace(graph, frames={**graph.frames, id: frame})
    return _not_too_deep(moved_into(after, ids, id))


def newest(graph: Graph) -> Frame:
    """The frame made last."""
    return graph.frames[max(graph.frames)]


def unframed(graph: Graph, frames: Iterable[int]) -> Graph:
    """Without these frames; what they held stays where it is."""
    for id in frames:
        parent = graph.frames[id].parent
        rest = {
            other: dataclasses.replace(frame, parent=parent) if frame.parent == id else frame
            for other, frame in graph.frames.items()
            if other != id
        }
        nodes = {
            other: dataclasses.replace(node, frame=parent) if node.frame == id else node
            for other, node in graph.nodes.items()
        }
        graph = dataclasses.replace(graph, nodes=nodes, frames=rest)
    return graph


def moved_into(graph: Graph, ids: Collection[int], frame: int) -> Graph:
    """With these nodes in a frame (0: in none); whole frames among them move as they are."""
    chosen = frozenset(ids)
    whole = _whole(graph, chosen, frame)
    kept = frozenset[int]().union(*(graph.contents[id] for id in whole))
    frames = {id: dataclasses.replace(graph.frames[id], parent=frame) for id in whole}
    nodes = {
        id: dataclasses.replace(graph.nodes[id], frame=frame)
        for id in chosen - kept
        if graph.nodes[id].frame != frame
    }
    if not nodes and all(graph.frames[id] == changed for id, changed in frames.items()):
        return graph
    after = dataclasses.replace(
        graph, nodes={**graph.nodes, **nodes}, frames={**graph.frames, **frames}
    )
    return _not_too_deep(after.without_empty_frames())


def part_of(graph: Graph, ids: Collection[int]) -> Graph:
    """Only these nodes, the wires among them, and frames that hold no others."""
    chosen = frozenset(ids)
    parted = [id for id, nodes in graph.contents.items() if not nodes <= chosen]
    return unframed(graph, parted).remove(graph.nodes.keys() - chosen)


def with_frame(graph: Graph, frame: Frame) -> Graph:
    """With another title or colour, or folded or not; an empty title stays as it was."""
    before = graph.frames[frame.id]
    frame = dataclasses.replace(frame, title=clean_name(frame.title) or before.title)
    return dataclasses.replace(graph, frames={**graph.frames, frame.id: frame})


def common(graph: Graph, ids: Collection[int]) -> int:
    """The innermost frame around all of these nodes; 0 where there is none."""
    if not graph.frames or not ids:
        return 0
    paths = [graph.frames_around(graph.nodes[id].frame)[::-1] for id in ids]
    found = 0
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        found = steps[0]
    return found


def exactly(graph: Graph, ids: Collection[int]) -> int:
    """The outermost frame that holds these nodes and no others; 0 where there is none."""
    chosen = frozenset(ids)
    found = 0
    for id in graph.frames_around(common(graph, chosen)):
        if graph.contents[id] != chosen:
            break
        found = id
    return found


def _whole(graph: Graph, ids: frozenset[int], within: int) -> list[int]:
    """The outermost frames that hold none but these nodes, and are not around `within`."""
    full = {id for id, nodes in graph.contents.items() if nodes and nodes <= ids}
    full -= set(graph.frames_around(within))
    return [id for id in sorted(full) if graph.frames[id].parent not in full]


def _not_too_deep(graph: Graph) -> Graph:
    if any(len(graph.frames_around(id)) > DEEPEST for id in graph.frames):
        raise GraphError(f"Frames can lie {DEEPEST} deep within each other, no deeper.")
    return graph


def _title(graph: Graph, frame: int) -> str:
    return graph.frames[frame].title
