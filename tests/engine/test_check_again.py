"""Looking again only at what differs finds what looking at everything finds."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.engine.check import Check, check
from bpgui.engine.graph import Graph, GraphError, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.task import Task

LAYERS = (
    Input(), Input((1, 8, 8)), Dense(), Dense(3), Conv2D(), Flatten(), Activation(), Add(),
    Concatenate(), Embedding(), Loss(),
)  # fmt: skip
TASKS = (None, Task((2,), "classification", 2, ("a", "b")), Task((1, 8, 8), "regression", 3))
DO = ("add", "remove", "connect", "disconnect", "layer", "rename", "mute", "move", "task")
Edit = tuple[str, int, int, int]


def told(found: Check) -> tuple[object, ...]:
    """All that others read of it, the order of shapes and problems included."""
    said = [(p.node, p.port, p.message, p.fatal, p.fix is None) for p in found.problems]
    ends = (found.live, found.entrances, found.heads, found.head)
    return list(found.shapes.items()), list(found.parameters.items()), said, ends, found.trained


def edited(graph: Graph, edit: Edit) -> Graph:
    do, first, second, what = edit
    ids = list(graph.nodes)
    layer = LAYERS[what % len(LAYERS)]
    if do == "add" or not ids:
        return graph.add(layer)
    one, other = ids[first % len(ids)], ids[second % len(ids)]
    if do == "remove":
        return graph.remove([one])
    if do == "connect":
        port = next((port.name for port in graph.nodes[other].layer.ports), "x")
        return graph.connect(one, other, port)
    if do == "disconnect" and graph.edges:
        return graph.disconnect(graph.edges[first % len(graph.edges)])
    if do == "layer":
        return graph.with_layer(one, layer)
    if do == "rename":
        return graph.rename(one, f"Name {what}")
    if do == "mute":
        return graph.mute([one], not graph.nodes[one].muted)
    return graph.move({one: (float(first), float(second))})


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(DO), *(st.integers(0, 1000) for _ in range(3))), max_size=40)
)
def test_it_is_the_same_as_looking_at_everything(edits: list[Edit]) -> None:
    graph, task = chain(Input(), Dense(), Dense(), Dense(1), Loss()), TASKS[0]
    known = check(graph, task)
    for edit in edits:
        if edit[0] == "task":
            task = TASKS[edit[1] % len(TASKS)]
        try:
            graph = edited(graph, edit)
        except GraphError:
            continue
        known = check(graph, task, known)
        assert told(known) == told(check(dataclasses.replace(graph), task))


def test_what_is_behind_a_change_is_looked_at_again_and_nothing_else() -> None:
    graph = chain(Input(), Dense(4), Dense(5), Dense(6), Dense(1), Loss())
    before = check(graph)
    after = check(graph.with_layer(3, Dense(7)), None, before)
    looked_at = {id for id in graph.nodes if after.verdicts[id] is not before.verdicts[id]}
    # The one changed and the one that reads it: beyond that, shapes are what they were.
    assert looked_at == {3, 4}


def test_a_shape_that_changes_is_followed_as_far_as_it_goes() -> None:
    graph = chain(Input(), Dense(4), Activation(), Activation(), Dense(1), Loss())
    before = check(graph)
    after = check(graph.with_layer(2, Dense(9)), None, before)
    assert [after.shapes[id] for id in (2, 3, 4, 5)] == [(9,), (9,), (9,), (1,)]


def test_moving_a_node_changes_nothing() -> None:
    graph = chain(Input(), Dense(4), Dense(1), Loss())
    before = check(graph)
    after = check(graph.move({2: (5.0, 5.0)}), None, before)
    assert all(after.verdicts[id] is before.verdicts[id] for id in graph.nodes)
