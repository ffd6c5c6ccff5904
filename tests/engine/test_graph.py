"""The diagram as a value: whatever is done to it, it stays in order."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.frame import DEEPEST
from bpgui.engine.framing import common, framed, moved_into, newest, unframed
from bpgui.engine.graph import Edge, Graph, GraphError, Node, chain, clean_name
from bpgui.engine.layer import Layer
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss

LAYERS: tuple[Layer, ...] = (Input(), Dense(), Dense(3), Flatten(), Dropout(), Add(), Loss())

Edit = Callable[[Graph, Callable[[int], int]], Graph]


def add(layer: Layer, name: str) -> Edit:
    return lambda graph, pick: graph.add(layer, name=name)


def remove(count: int) -> Edit:
    return lambda graph, pick: graph.remove({pick(i) for i in range(count)})


def connect(a: int, b: int) -> Edit:
    def edit(graph: Graph, pick: Callable[[int], int]) -> Graph:
        why = graph.objection(pick(a), pick(b))
        if why is None:
            return graph.connect(pick(a), pick(b))
        with pytest.raises(GraphError) as error:
            graph.connect(pick(a), pick(b))
        assert str(error.value).casefold() == f"{why}.".casefold()
        return graph

    return edit


def disconnect(a: int) -> Edit:
    return lambda graph, pick: graph.disconnect(*graph.edges[a % max(len(graph.edges), 1) :][:1])


def rename(a: int, name: str) -> Edit:
    return lambda graph, pick: graph.rename(pick(a), name)


def change(a: int, layer: Layer) -> Edit:
    return lambda graph, pick: graph.with_layer(pick(a), layer)


def move(a: int, x: float) -> Edit:
    return lambda graph, pick: graph.move({pick(a): (x, -x)})


def mute(a: int) -> Edit:
    def edit(graph: Graph, pick: Callable[[int], int]) -> Graph:
        node = graph.nodes[pick(a)]
        if node.can_be_muted:
            return graph.mute([node.id], not node.muted)
        with pytest.raises(GraphError, match=f"^{node.name} cannot be muted: .*[.]$"):
            graph.mute([node.id])
        return graph

    return edit


def frame(a: int, count: int) -> Edit:
    def edit(graph: Graph, pick: Callable[[int], int]) -> Graph:
        ids = {pick(a + i) for i in range(count)}
        try:
            after = framed(graph, ids)
        except GraphError:
            inside = common(graph, ids)
            depth = len(graph.frames_around(inside))
            assert graph.contents[inside] == ids or depth >= DEEPEST - 4
            return graph
        new = newest(after)
        assert after.contents[new.id] == ids
        assert new.parent == common(graph, ids)
        return after

    return edit


def unframe(a: int) -> Edit:
    def edit(graph: Graph, pick: Callable[[int], int]) -> Graph:
        gone = sorted(graph.frames)[a % max(len(graph.frames), 1) :][:1]
        after = unframed(graph, gone)
        assert after.frames.keys() == graph.frames.keys() - set(gone)
        assert all(after.contents[id] == graph.contents[id] for id in after.frames)
        return after

    return edit


def put_in(a: int, count: int, b: int) -> Edit:
    def edit(graph: Graph, pick: Callable[[int], int]) -> Graph:
        ids, frames = {pick(a + i) for i in range(count)}, [0, *graph.frames]
        target = frames[b % len(frames)]
        try:
            after = moved_into(graph, ids, target)
        except GraphError:
            return graph
        assert not target or ids <= after.contents[target]
        return after

    return edit


indices = st.integers(0, 30)
names = st.sampled_from(["", "Dense", "Dense 2", "a/b", "  x  ", "\x00", "Ünï 7", "Dense 02"])
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(add, st.sampled_from(LAYERS), names),
    st.builds(connect, indices, indices),
    st.builds(connect, indices, indices),
    st.builds(disconnect, indices),
    st.builds(rename, indices, names),
    st.builds(change, indices, st.sampled_from([Dense(5), Dropout(), Flatten()])),
    st.builds(move, indices, st.floats(-100, 100)),
    st.builds(remove, st.integers(0, 2)),
    st.builds(mute, indices),
    st.builds(frame, indices, st.integers(1, 4)),
    st.builds(unframe, indices),
    st.builds(put_in, indices, st.integers(1, 4), indices),
)


@given(st.lists(edits, max_size=40))
def test_random_edits_keep_the_graph_in_order(todo: list[Edit]) -> None:
    graph = chain(Input(), Dense(), Loss())
    for edit in todo:
        if not graph.nodes:
            graph = graph.add(Dense())
        ids = list(graph.nodes)
        before = copy.deepcopy((dict(graph.nodes), graph.edges, dict(graph.frames)))
        edited = edit(graph, lambda i, ids=ids: ids[i % len(ids)])
        now = (dict(graph.nodes), graph.edges, dict(graph.frames))
        assert now == before, "an edit changed the graph it began with"
        assert_in_order(edited)
        graph = edited


def assert_in_order(graph: Graph) -> None:
    names = [node.name for node in graph.nodes.values()]
    assert len(set(names)) == len(names)
    assert all(name and clean_name(name) == name for name in names)
    assert all(id == node.id for id, node in graph.nodes.items())
    assert len(set(graph.edges)) == len(graph.edges)
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= set(graph.nodes)
    assert sorted(graph.order) == sorted(graph.nodes), "a cycle was drawn"
    place = {id: i for i, id in enumerate(graph.order)}
    assert all(place[edge.source] < place[edge.target] for edge in graph.edges)
    for id in graph.nodes:
        assert {edge.target for edge in graph.outgoing[id]} <= graph.after(id)
        assert {edge.source for edge in graph.incoming[id]} <= graph.before(id)

    assert all(not node.muted or node.can_be_muted for node in graph.nodes.values())
    assert all(id == frame.id for id, frame in graph.frames.items())
    assert all(graph.contents[id] for id in graph.frames), "a frame is empty"
    for id, node in graph.nodes.items():
        around = graph.frames_around(node.frame)
        assert {frame for frame, nodes in graph.contents.items() if id in nodes} == set(around)
    assert all(len(graph.frames_around(id)) <= DEEPEST for id in graph.frames)


def test_a_cycle_is_refused() -> None:
    graph = chain(Input(), Dense(), Add(), Dense())
    with pytest.raises(GraphError, match="would close a cycle"):
        graph.connect(4, 3)
    with pytest.raises(GraphError, match="would close a cycle"):
        graph.connect(3, 3)


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (2, 1, "takes no input"),
        (3, 2, "has no output"),
        (1, 2, "already connected"),
        (4, 2, "takes one input and has it already"),
    ],
)
def test_what_cannot_be_wired_is_refused_with_the_reason(
    source: int, target: int, words: str
) -> None:
    graph = chain(Input(), Dense(), Loss()).add(Input())
    assert words in str(graph.objection(source, target))
    with pytest.raises(GraphError, match=words):
        graph.connect(source, target)


def test_a_port_that_takes_several_keeps_the_order_of_its_wires() -> None:
    graph = Graph().add(Input()).add(Input()).add(Input()).add(Concatenate())
    for source in (2, 3, 1):
        graph = graph.connect(source, 4)
    assert [edge.source for edge in graph.incoming[4]] == [2, 3, 1]


def test_removing_a_node_takes_its_wires_along() -> None:
    graph = chain(Input(), Dense(), Dense(), Loss()).remove([2])
    assert set(graph.nodes) == {1, 3, 4}
    assert graph.edges == (Edge(3, 4),)


def test_ids_of_removed_nodes_below_the_largest_stay_unused() -> None:
    graph = chain(Input(), Dense(), Loss()).remove([2]).add(Dense())
    assert graph.newest.id == 4


@pytest.mark.parametrize(
    ("taken", "wanted", "given_"),
    [
        ([], "Dense", "Dense"),
        (["Dense"], "Dense", "Dense 2"),
        (["Dense", "Dense 2"], "Dense", "Dense 3"),
        (["Dense", "Dense 2"], "Dense 2", "Dense 3"),
        (["a 7"], "a 7", "a 2"),
    ],
)
def test_a_taken_name_gets_the_first_free_number(
    taken: list[str], wanted: str, given_: str
) -> None:
    graph = Graph()
    for name in taken:
        graph = graph.add(Dense(), name=name)
    assert graph.add(Dense(), name=wanted).newest.name == given_


def test_a_node_may_be_given_its_own_name_again() -> None:
    graph = chain(Input(), Dense())
    assert graph.rename(2, "Dense").nodes[2].name == "Dense"
    assert graph.rename(2, "").nodes[2].name == "Dense"


@given(st.text(max_size=300))
def test_clean_names_fit_every_file(name: str) -> None:
    clean = clean_name(name)
    assert clean == clean_name(clean)
    assert "/" not in clean
    assert "\n" not in clean
    assert len(clean) <= 100
    clean.encode()


def test_a_name_is_found_or_missing() -> None:
    graph = chain(Input(), Dense())
    assert graph.named("Dense") == Node(2, "Dense", Dense(), (200.0, 0.0))
    with pytest.raises(KeyError):
        graph.named("dense")


def test_what_is_known_of_the_wires_is_carried_on_rightly() -> None:
    graph = chain(Input(), Dense(), Dense(), Loss())
    assert graph.incoming[2] == (Edge(1, 2),)
    assert graph.outgoing[2] == (Edge(2, 3),)
    graph = graph.add(Add()).connect(2, 5).connect(1, 5).add(Dense()).connect(5, 6)
    fresh = Graph(graph.nodes, graph.edges)
    assert graph.incoming == fresh.incoming
    assert graph.outgoing == fresh.outgoing
    assert graph.order == fresh.order
