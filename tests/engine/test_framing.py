"""Frames: what they hold, how they lie in each other, and what an edit does to them."""

from __future__ import annotations

import dataclasses

import pytest

from bpgui.engine.check import check, insert_into
from bpgui.engine.composite import opened
from bpgui.engine.frame import DEEPEST
from bpgui.engine.framing import (
    common,
    exactly,
    framed,
    moved_into,
    newest,
    part_of,
    unframed,
    with_frame,
)
from bpgui.engine.graph import Edge, Graph, GraphError, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.transformer_block import TransformerBlock


def net() -> Graph:
    """Input 1, Dense 2 to 5, Loss 6; 2 and 3 in frame 1, which is with 4 in frame 2."""
    graph = chain(Input(), Dense(), Dense(), Dense(), Dense(1), Loss())
    return framed(framed(graph, [2, 3], "Inner"), [2, 3, 4], "Outer")


def held(graph: Graph) -> dict[str, set[int]]:
    return {frame.title: set(graph.contents[id]) for id, frame in graph.frames.items()}


def test_a_frame_around_a_frame_and_a_node_holds_both() -> None:
    graph = net()
    assert held(graph) == {"Inner": {2, 3}, "Outer": {2, 3, 4}}
    assert graph.frames[1].parent == 2
    assert [graph.nodes[id].frame for id in (1, 2, 3, 4, 5)] == [0, 1, 1, 2, 0]


def test_a_frame_around_a_part_of_another_lies_within_it() -> None:
    graph = framed(net(), [3, 4], "Third")
    assert held(graph) == {"Inner": {2}, "Outer": {2, 3, 4}, "Third": {3, 4}}
    assert newest(graph).parent == 2


def test_frames_get_names_and_colours_of_their_own() -> None:
    graph = framed(framed(net(), [1]), [5])
    assert [frame.title for frame in graph.frames.values()] == [
        "Inner", "Outer", "Frame 3", "Frame 4",
    ]  # fmt: skip
    assert len({frame.color for frame in graph.frames.values()}) == 4


def test_what_cannot_be_framed_is_refused_in_a_sentence() -> None:
    with pytest.raises(GraphError, match=r"^A frame needs a layer"):
        framed(net(), [])
    with pytest.raises(GraphError, match=r"just these already: Outer\.$"):
        framed(net(), [2, 3, 4])


def test_frames_lie_only_so_deep() -> None:
    count = DEEPEST + 1
    graph = chain(*[Dense() for _ in range(count + 1)])
    for size in range(count, 1, -1):
        graph = framed(graph, range(1, size + 1))
    with pytest.raises(GraphError, match=f"{DEEPEST} deep"):
        framed(graph, [1])


def test_a_frame_goes_and_what_it_held_stays() -> None:
    graph = unframed(net(), [2])
    assert held(graph) == {"Inner": {2, 3}}
    assert graph.frames[1].parent == 0
    assert graph.nodes[4].frame == 0
    assert unframed(net(), [1]).nodes[2].frame == 2


def test_a_frame_goes_with_the_last_that_it_held() -> None:
    assert held(net().remove([2, 3])) == {"Outer": {4}}
    assert held(moved_into(net(), [4], 0)) == {"Inner": {2, 3}, "Outer": {2, 3}}
    assert held(moved_into(net(), [2], 0)) == {"Inner": {3}, "Outer": {3, 4}}


def test_a_whole_frame_moves_as_it_is() -> None:
    graph = framed(net(), [5], "Last")
    graph = moved_into(graph, [2, 3], 3)
    assert held(graph) == {"Inner": {2, 3}, "Outer": {4}, "Last": {2, 3, 5}}


def test_what_is_where_it_should_be_stays_the_same_graph() -> None:
    graph = net()
    assert moved_into(graph, [4], 2) is graph
    assert moved_into(graph, [2, 3], 2) is graph


def test_the_innermost_frame_around_nodes_is_found() -> None:
    graph = net()
    assert [common(graph, ids) for ids in ([2, 3], [2, 4], [2, 5], [])] == [1, 2, 0, 0]
    assert [exactly(graph, ids) for ids in ([2, 3], [2, 3, 4], [2], [2, 5])] == [1, 2, 0, 0]


def test_of_frames_around_the_same_nodes_the_outermost_counts() -> None:
    graph = moved_into(net(), [4], 0)
    assert exactly(graph, [2, 3]) == 2


def test_a_part_takes_only_whole_frames_along() -> None:
    assert held(part_of(net(), [2, 3])) == {"Inner": {2, 3}}
    assert part_of(net(), [2, 3]).frames[1].parent == 0
    assert held(part_of(net(), [2, 4])) == {}


def test_a_title_is_cleaned_and_never_empty() -> None:
    graph = net()
    frame = graph.frames[1]
    assert with_frame(graph, dataclasses.replace(frame, title=" a/b ")).frames[1].title == "a b"
    assert with_frame(graph, dataclasses.replace(frame, title="  ")).frames[1].title == "Inner"


def test_a_node_put_into_a_wire_is_in_the_frame_around_it() -> None:
    graph = insert_into(Edge(2, 3), Dropout(), net())
    assert graph.newest.frame == 1
    assert insert_into(Edge(3, 4), Dropout(), net()).newest.frame == 2
    assert insert_into(Edge(4, 5), Dropout(), net()).newest.frame == 0


def test_what_is_opened_up_stays_in_its_frame() -> None:
    graph = chain(Input((4, 8)), TransformerBlock(heads=2), Loss())
    graph = framed(graph, [2], "Alone")
    after = opened(graph, 2, (4, 8))
    assert held(after) == {"Alone": after.nodes.keys() - {1, 3}}


def test_frames_mean_nothing_to_the_network() -> None:
    plain = chain(Input(), Dense(), Dense(), Dense(), Dense(1), Loss())
    found, other = check(net()), check(plain)
    assert (found.shapes, found.problems, found.live) == (other.shapes, (), other.live)
