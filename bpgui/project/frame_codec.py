"""The frames of a diagram, to plain data and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bpgui.engine.frame import COLORS, DEEPEST, Frame
from bpgui.engine.graph import Graph, Node, clean_name
from bpgui.project.error import ProjectError
from bpgui.project.schema import FrameData


def frames_to_data(graph: Graph, ids: Collection[int]) -> list[dict[str, Any]]:
    """The frames that hold none but the nodes `ids`."""
    whole = whole_frames(graph, ids)
    return [
        {
            "id": frame.id,
            "title": frame.title,
            "color": frame.color,
            **({"collapsed": True} if frame.collapsed else {}),
            **({"parent": frame.parent} if frame.parent in whole else {}),
            **({"room": list(frame.room)} if any(frame.room) else {}),
        }
        for frame in graph.frames.values()
        if frame.id in whole
    ]


def whole_frames(graph: Graph, ids: Collection[int]) -> frozenset[int]:
    """The frames that hold none but these nodes."""
    chosen = frozenset(ids)
    return frozenset(id for id, nodes in graph.contents.items() if nodes <= chosen)


def frames_of(items: list[FrameData]) -> dict[int, Frame]:
    """The frames of checked data; ProjectError naming the first fault."""
    frames: dict[int, Frame] = {}
    for item in items:
        if not item.title or clean_name(item.title) != item.title:
            raise ProjectError(
                f"Frame {item.id} cannot be called {item.title[:120]!r}: a title is one line of 1 "
                "to 100 characters without slashes."
            )
        if item.color not in COLORS:
            raise ProjectError(
                f"Frame {item.title!r} cannot be {item.color[:40]!r}: a frame is one of "
                f"{', '.join(COLORS)}."
            )
        if item.id in frames:
            raise ProjectError(f"Two frames have the id {item.id}.")
        frames[item.id] = Frame(
            item.id, item.title, item.color, item.collapsed, item.parent, item.room
        )
    for frame in frames.values():
        _must_be_nested(frame, frames)
    return frames


def must_hold(frames: Mapping[int, Frame], nodes: Mapping[int, Node]) -> None:
    """ProjectError where a node is in no frame that there is, or a frame holds nothing."""
    held: set[int] = set()
    for node in nodes.values():
        if node.frame and node.frame not in frames:
            raise ProjectError(f"Node {node.name!r} is in frame {node.frame}, but there is none.")
        id = node.frame
        while id and id not in held:
            held.add(id)
            id = frames[id].parent
    for frame in frames.values():
        if frame.id not in held:
            raise ProjectError(f"Frame {frame.title!r} holds no node.")


def _must_be_nested(frame: Frame, frames: Mapping[int, Frame]) -> None:
    id, depth = frame.parent, 1
    while id:
        if id not in frames:
            raise ProjectError(f"Frame {frame.title!r} is in frame {id}, but there is none.")
        id, depth = frames[id].parent, depth + 1
        if depth > DEEPEST:
            raise ProjectError(
                f"Frame {frame.title!r} lies within itself, or more than {DEEPEST} frames deep."
            )
