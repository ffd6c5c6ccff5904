"""The form of a project as plain data, checked by msgspec before anything is made of it."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

from bpgui.project.error import ProjectError

#: The version of the file format that this program writes.
FORMAT = 2
#: More than anybody can draw; a file that holds more was not made by hand.
MAX_NODES, MAX_EDGES = 20_000, 100_000

_Id = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
S = TypeVar("S", bound=msgspec.Struct)


class NodeData(msgspec.Struct, forbid_unknown_fields=True):
    """One node: `layer` holds the kind and the settings, `at` canvas pixels."""

    id: _Id
    name: str
    layer: dict[str, Any]
    at: tuple[float, float] = (0.0, 0.0)
    muted: bool = False
    #: The innermost frame around it; 0 for none.
    frame: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0


class EdgeData(msgspec.Struct, forbid_unknown_fields=True):
    """One wire, by the ids of its ends."""

    source: _Id
    target: _Id
    port: str = "x"


_Room = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class FrameData(msgspec.Struct, forbid_unknown_fields=True):
    """A frame; which nodes are in it, they say themselves. `parent`: the frame around it.

    `room`: beyond what it holds, to the left, above, to the right and below.
    """

    id: _Id
    title: str
    color: str = "grey"
    collapsed: bool = False
    parent: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    room: tuple[_Room, _Room, _Room, _Room] = (0.0, 0.0, 0.0, 0.0)


class GraphData(msgspec.Struct, forbid_unknown_fields=True):
    """A diagram or a part of one."""

    nodes: Annotated[list[NodeData], msgspec.Meta(max_length=MAX_NODES)]
    edges: Annotated[list[EdgeData], msgspec.Meta(max_length=MAX_EDGES)] = []
    frames: Annotated[list[FrameData], msgspec.Meta(max_length=MAX_NODES)] = []


class ProjectData(msgspec.Struct, forbid_unknown_fields=True):
    """A whole project; `data` and `training` hold settings by name, missing ones are defaults."""

    format: int
    graph: GraphData
    data: dict[str, Any] = {}
    training: dict[str, Any] = {}
    notes: Annotated[str, msgspec.Meta(max_length=100_000)] = ""


def shaped(data: object, form: type[S]) -> S:
    """`data` as this structure; ProjectError naming the path to the first thing that is wrong."""
    try:
        return msgspec.convert(data, form)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        place = path.strip("`").removeprefix("$").removeprefix(".") or "its top level"
        raise ProjectError(f"The project is damaged at {place}: {_lower(what)}.") from None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].replace("`", "")
