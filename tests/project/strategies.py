"""Random declarations, graphs and projects, drawn from the fields that the kinds declare."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import strategies as st

import bpgui.engine.layers  # noqa: F401  (makes every kind of layer known)
from bpgui.engine.declaration import Declaration, Registry
from bpgui.engine.fields import (
    Choice,
    FieldError,
    Integer,
    Numbers,
    OneOf,
    Real,
    Shape,
    Spec,
    Text,
    Toggle,
    fields_of,
)
from bpgui.engine.frame import COLORS, NO_ROOM, Frame
from bpgui.engine.graph import Edge, Graph, Node, clean_name
from bpgui.engine.layer import layers
from bpgui.engine.training import Training
from bpgui.project.graph_codec import FARTHEST
from bpgui.project.project import DataSettings, Project

finite = st.floats(allow_nan=False, allow_infinity=False)
places = st.floats(-FARTHEST, FARTHEST)
#: All of Unicode that can stand in a file.
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
names = texts.map(clean_name).filter(bool)


def values(spec: Spec) -> st.SearchStrategy[Any]:
    """Values that a setting may hold."""
    match spec:
        case Integer():
            return st.integers(spec.min, spec.max)
        case Real():
            low = None if spec.min == float("-inf") else spec.min
            high = None if spec.max == float("inf") else spec.max
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case Toggle():
            return st.booleans()
        case Choice():
            return st.sampled_from(sorted(spec.options))
        case Text():
            return texts
        case Shape():
            return st.lists(st.integers(1, 1_000_000), min_size=1, max_size=4).map(tuple)
        case Numbers():
            row = st.lists(finite, max_size=3).map(tuple)
            table = st.lists(st.tuples(finite, finite), min_size=1, max_size=3).map(tuple)
            return row | table
        case OneOf():
            return kinds(spec.registry)
        case _:
            raise AssertionError(f"no strategy for {type(spec).__name__}")


def kinds(registry: Registry[Any]) -> st.SearchStrategy[Any]:
    """Instances of any kind of a registry, with any settings."""
    return st.sampled_from(list(registry)).flatmap(declarations)


def declarations(cls: type[Declaration]) -> st.SearchStrategy[Any]:
    """Instances of one kind, with any settings; those that it refuses as a whole are left out."""
    settings = {field.name: values(field.spec) for field in fields_of(cls)}
    made = st.fixed_dictionaries({}, optional=settings).map(lambda chosen: _make(cls, chosen))
    return made.filter(lambda declaration: declaration is not None)


def _make(cls: type[Declaration], chosen: dict[str, Any]) -> Declaration | None:
    try:
        return cls(**chosen)
    except FieldError:
        return None


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> Graph:
    """Any nodes with any wires that a file may hold, sensible or not."""
    chosen = draw(st.lists(names, max_size=most, unique=True))
    ids = draw(
        st.lists(st.integers(1, 2**31 - 1), min_size=len(chosen), max_size=len(chosen), unique=True)
    )
    frames = draw(nested_frames())
    nodes = {}
    for id, name in zip(ids, chosen, strict=True):
        node = Node(id, name, draw(kinds(layers)), draw(st.tuples(places, places)))
        muted = node.can_be_muted and draw(st.booleans())
        frame = draw(st.sampled_from([0, *frames]))
        nodes[id] = dataclasses.replace(node, muted=muted, frame=frame)
    frames = dict(Graph(nodes, (), frames).without_empty_frames().frames)
    sources = [id for id in ids if nodes[id].layer.has_output]
    if not sources:
        return Graph(nodes, (), frames)
    wires = st.builds(Edge, st.sampled_from(sources), st.sampled_from(ids), texts)
    return Graph(nodes, tuple(draw(st.lists(wires, max_size=8, unique=True))), frames)


@st.composite
def nested_frames(draw: st.DrawFn) -> dict[int, Frame]:
    """A few frames, some within others."""
    ids = draw(st.lists(st.integers(1, 2**31 - 1), max_size=4, unique=True))
    frames = {}
    for place, id in enumerate(ids):
        parent = draw(st.sampled_from([0, *ids[:place]]))
        color, collapsed = draw(st.sampled_from(COLORS)), draw(st.booleans())
        room = draw(st.tuples(*[st.floats(0, 1000)] * 4)) if draw(st.booleans()) else NO_ROOM
        frames[id] = Frame(id, draw(names), color, collapsed, parent, room)
    return frames


def projects() -> st.SearchStrategy[Project]:
    """Any projects."""
    return st.builds(
        Project, graphs(), declarations(DataSettings), declarations(Training), notes=texts
    )
