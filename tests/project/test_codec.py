"""Projects through plain data and JSON, and every way in which they can be wrong."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.framing import part_of
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.project.codec import (
    from_data,
    from_json,
    graph_from_data,
    graph_to_data,
    to_data,
    to_json,
)
from bpgui.project.error import ProjectError
from bpgui.project.project import Project
from bpgui.project.schema import MAX_EDGES, MAX_NODES
from tests.project.strategies import graphs, projects
from tests.sentences import is_sentence

Data = dict[str, Any]


def plain() -> Data:
    """A sound project as a JSON reader would give it."""
    graph = chain(Input(), Dense(8), Dense(1), Loss())
    data: Data = json.loads(to_json(Project(graph, notes="some notes")))
    return data


# -- round trips ---------------------------------------------------------------------------------


@given(projects())
def test_any_project_survives_json(project: Project) -> None:
    read = from_json(to_json(project))
    assert read == project
    assert list(read.graph.nodes) == list(project.graph.nodes)


@given(projects())
def test_any_project_survives_plain_data(project: Project) -> None:
    assert from_data(to_data(project)) == project


@given(graphs(), st.data())
def test_any_part_survives(graph: Graph, data: st.DataObject) -> None:
    ids = data.draw(st.sets(st.sampled_from(sorted(graph.nodes)))) if graph.nodes else set()
    part = graph_from_data(graph_to_data(graph, ids))
    assert part == part_of(graph, ids)


def test_a_part_keeps_only_the_wires_within_it() -> None:
    graph = chain(Input(), Dense(8), Dense(1), Loss())
    part = graph_from_data(graph_to_data(graph, [2, 3]))
    assert [node.name for node in part.nodes.values()] == ["Dense", "Dense 2"]
    assert [(edge.source, edge.target) for edge in part.edges] == [(2, 3)]


def test_missing_settings_are_defaults() -> None:
    data = {"format": 1, "graph": {"nodes": []}}
    assert from_data(data) == Project()


def test_json_is_stable() -> None:
    """The same project makes the same text, so that files can be compared."""
    project = from_data(plain())
    assert to_json(project) == to_json(from_json(to_json(project)))


# -- faults --------------------------------------------------------------------------------------


def put(*path: str | int, value: Any) -> Callable[[Data], None]:
    """A fault: `value` at this path."""

    def spoil(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return spoil


def node(**settings: Any) -> Data:
    return {"id": 9, "name": "New", "layer": {"kind": "Flatten"}, **settings}


def frames(*ids: int | tuple[int, int], **settings: Any) -> Callable[[Data], None]:
    """Frames by id, or by id and parent, of which node 2 is in the first."""
    pairs = [(id, 0) if isinstance(id, int) else id for id in ids]

    def spoil(data: Any) -> None:
        data["graph"]["frames"] = [
            {"id": id, "title": f"F{id}", "parent": parent, **settings} for id, parent in pairs
        ]
        if pairs[0][0] == 1:
            data["graph"]["nodes"][1]["frame"] = 1

    return spoil


FAULTS = {
    "a newer version": (put("format", value=3), r"newer bpgui \(format 3, .* up to 2\).*install"),
    "version zero": (put("format", value=0), "not a bpgui project"),
    "a version in words": (put("format", value="1"), "not a bpgui project"),
    "true as version": (put("format", value=True), "not a bpgui project"),
    "no graph": (lambda data: data.pop("graph"), "missing required field graph"),
    "an unknown part": (put("extra", value=1), "its top level: .*unknown field extra"),
    "text as id": (put("graph", "nodes", 1, "id", value="x"), r"graph\.nodes\[1\]\.id"),
    "id zero": (put("graph", "nodes", 1, "id", value=0), r"graph\.nodes\[1\]\.id"),
    "an id twice": (put("graph", "nodes", 2, "id", value=2), "'Dense' and 'Dense 2'|id 2"),
    "a name twice": (put("graph", "nodes", 2, "name", value="Dense"), "'Dense'.*once"),
    "a muted input": (
        put("graph", "nodes", 0, "muted", value=True),
        r"^Node 'Input' cannot be muted: it has no input to pass on\.$",
    ),
    "muted in words": (put("graph", "nodes", 1, "muted", value="yes"), r"nodes\[1\]\.muted"),
    "in no frame": (
        put("graph", "nodes", 1, "frame", value=5),
        "'Dense' is in frame 5, but there is none",
    ),
    "a frame below zero": (put("graph", "nodes", 1, "frame", value=-1), r"nodes\[1\]\.frame"),
    "an empty frame": (frames(3), "Frame 'F3' holds no node"),
    "a frame twice": (frames(1, 1), "Two frames have the id 1"),
    "a frame in none": (frames((1, 7)), "Frame 'F1' is in frame 7, but there is none"),
    "a frame within itself": (frames((1, 1)), "Frame 'F1' lies within itself"),
    "a ring of frames": (frames((1, 2), (2, 1)), "Frame 'F1' lies within itself"),
    "frames too deep": (
        frames(*((id, id - 1) for id in range(1, 30))),
        r"Frame 'F17' .* more than 16 frames deep",
    ),
    "room below nothing": (frames(1, room=[0, -1, 0, 0]), r"graph\.frames\[0\]\.room"),
    "room on three sides": (frames(1, room=[0, 0, 0]), r"graph\.frames\[0\]\.room"),
    "a strange colour": (frames(1, color="mauve"), "cannot be 'mauve': .*grey, blue"),
    "a title with a slash": (frames(1, title="a/b"), "Frame 1 cannot be called 'a/b'"),
    "no title": (frames(1, title=""), "Frame 1 cannot be called ''"),
    "a frame of text": (put("graph", "frames", value=["x"]), r"graph\.frames\[0\]"),
    "an empty name": (put("graph", "nodes", 2, "name", value=""), "Node 3 cannot be called ''"),
    "a slash": (put("graph", "nodes", 2, "name", value="a/b"), "Node 3 .*'a/b'.*slashes"),
    "a null character": (put("graph", "nodes", 2, "name", value="a\0b"), "Node 3 cannot"),
    "a long name": (put("graph", "nodes", 2, "name", value="a" * 101), "Node 3 cannot"),
    "a place that is not finite": (
        put("graph", "nodes", 1, "at", value=[0.0, float("nan")]),
        "Node 'Dense' needs a place between -10,000,000 and 10,000,000, not",
    ),
    "a place that is out of sight": (
        put("graph", "nodes", 1, "at", value=[0.0, -1e8]),
        "Node 'Dense' needs a place between",
    ),
    "three coordinates": (put("graph", "nodes", 1, "at", value=[0, 0, 0]), r"nodes\[1\]\.at"),
    "zero units": (
        put("graph", "nodes", 2, "layer", "units", value=0),
        r"^Node 'Dense 2': Units must be between 1 and 65536, not 0\.$",
    ),
    "a deviation of NaN": (
        put(
            "graph",
            "nodes",
            2,
            "layer",
            "initializer",
            value={"kind": "Normal", "std": float("nan")},
        ),
        "Node 'Dense 2': Initialiser normal: Deviation must be a finite number",
    ),
    "a huge whole number": (
        put("graph", "nodes", 2, "layer", "initializer", value={"kind": "Normal", "std": 10**400}),
        "Node 'Dense 2': Initialiser normal: Deviation must be a finite number",
    ),
    "an unknown kind": (
        put("graph", "nodes", 2, "layer", "kind", value="Warp"),
        r"^Node 'Dense 2' has no kind of layer called 'Warp'",
    ),
    "no kind": (
        lambda data: data["graph"]["nodes"][2]["layer"].pop("kind"),
        "^Node 'Dense 2' must say which kind of layer it is",
    ),
    "a list as kind": (put("graph", "nodes", 2, "layer", "kind", value=[1]), "must say which kind"),
    "an unknown setting": (
        put("graph", "nodes", 2, "layer", "colour", value="red"),
        "^Node 'Dense 2': Dense has no setting called 'colour'",
    ),
    "an unknown activation": (
        put("graph", "nodes", 2, "layer", "activation", value={"kind": "Wobble"}),
        "Node 'Dense 2': Activation has no kind of activation called 'Wobble'",
    ),
    "a wire into nowhere": (
        put("graph", "edges", 0, "target", value=77),
        "from node 1 to node 77, but there is no node 77",
    ),
    "a wire out of a loss": (
        put("graph", "edges", 0, value={"source": 4, "target": 2}),
        "from 'Loss' to 'Dense' cannot be: 'Loss' has no output",
    ),
    "a wire twice": (
        lambda data: data["graph"]["edges"].append(data["graph"]["edges"][0]),
        "from 'Input' to 'Dense' occurs twice",
    ),
    "too many nodes": (
        put("graph", "nodes", value=[node()] * (MAX_NODES + 1)),
        r"graph\.nodes: expected array of length <= 20000",
    ),
    "too many wires": (
        put("graph", "edges", value=[{"source": 1, "target": 2}] * (MAX_EDGES + 1)),
        r"graph\.edges: expected array of length <= 100000",
    ),
    "a negative rate": (
        put("training", "learning_rate", value=-1),
        "^Training: Learning rate must be between 0 and 1e\\+12, not -1",
    ),
    "an unknown optimiser": (put("training", "optimizer", value={"kind": "Magic"}), "'Magic'"),
    "an unknown training setting": (put("training", "luck", value=1), "Training: .*'luck'"),
    "a share above one": (put("data", "validation", value=2), "^Data: Validation share must be"),
    "an unknown data set": (put("data", "source", value={"kind": "Dice"}), "^Data: .*'Dice'"),
    "numbers as notes": (put("notes", value=3), "notes: expected str"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_told_in_a_sentence(name: str) -> None:
    spoil, wanted = FAULTS[name]
    data = plain()
    spoil(data)
    with pytest.raises(ProjectError) as caught:
        from_data(data)
    assert is_sentence(str(caught.value))
    assert re.search(wanted, str(caught.value)), str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nothing of the kind",
        '{"format": NaN}',
        "[" * 100_000,
        "\ud800",
        '"\\ud800"',
        "1e999",
    ],
)
def test_text_that_is_no_json(text: str) -> None:
    with pytest.raises(ProjectError) as caught:
        from_json(text)
    assert is_sentence(str(caught.value))


@pytest.mark.parametrize("text", ["[]", "3", "null", '"format"', "{}", '{"graph": {"nodes": []}}'])
def test_json_of_something_else(text: str) -> None:
    with pytest.raises(ProjectError, match="not a bpgui project"):
        from_json(text)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(ProjectError, match="not well-formed JSON"):
        from_json(b"\xff\xfe\x00")


def test_a_deep_table_of_numbers() -> None:
    deep: Any = 1.0
    for _ in range(5_000):
        deep = [deep]
    data = plain()
    data["graph"]["nodes"][2]["layer"]["initializer"] = {"kind": "Given", "values": deep}
    with pytest.raises(ProjectError, match="Node 'Dense 2'"):
        from_data(data)


def test_a_long_complaint_is_cut() -> None:
    data = plain()
    data["graph"]["nodes"][2]["layer"]["units"] = "x" * 1_000_000
    with pytest.raises(ProjectError) as caught:
        from_data(data)
    assert len(str(caught.value)) < 400


def places(data: Any) -> list[tuple[str | int, ...]]:
    """The paths of all values within plain data."""
    if not isinstance(data, dict | list):
        return [()]
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    below = [(step, *rest) for step, value in steps for rest in places(value)]
    return [(), *below]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.sampled_from([place for place in places(plain()) if place]), anything)
def test_whatever_stands_anywhere_is_read_or_refused_in_a_sentence(
    place: tuple[str | int, ...], value: Any
) -> None:
    data = copy.deepcopy(plain())
    put(*place, value=value)(data)
    try:
        read = from_data(data)
    except ProjectError as error:
        refusal = str(error)
    else:
        assert from_json(to_json(read)) == read
        return
    assert is_sentence(refusal)
