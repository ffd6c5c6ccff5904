"""Muted nodes are passed by: by shapes, problems, cures, and the numbers of a run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.check import check, check_wire
from bpgui.engine.graph import Edge, Graph, GraphError, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.mute import without_muted
from bpgui.engine.task import Task
from tests.engine.nets import assert_gradients
from tests.engine.test_random_graphs import graphs

TWO = Task((2,), "classification", 2, ("a", "b"))


def wires(graph: Graph) -> set[tuple[int, int]]:
    return {(edge.source, edge.target) for edge in graph.edges}


def test_what_reads_a_muted_node_reads_what_it_reads() -> None:
    graph = chain(Input(), Dense(), Dense(), Dense(1), Loss()).mute([2, 3])
    heard = without_muted(graph)
    assert wires(heard) == {(1, 4), (4, 5)}
    assert list(heard.nodes) == [1, 4, 5]


def test_without_muted_nodes_it_is_the_same_graph() -> None:
    graph = chain(Input(), Dense(1), Loss())
    assert without_muted(graph) is graph
    assert check(graph).trained is graph


def test_muting_can_be_taken_back() -> None:
    graph = chain(Input(), Dense(), Dense(1), Loss())
    assert graph.mute([2]).mute([2], False) == graph


@pytest.mark.parametrize(
    ("id", "why"), [(1, "Input cannot be muted: it has no input"), (3, "Loss cannot be muted: it ")]
)
def test_the_ends_cannot_be_muted(id: int, why: str) -> None:
    with pytest.raises(GraphError, match=why):
        chain(Input(), Dense(1), Loss()).mute([id])


def test_a_muted_node_that_becomes_an_end_is_heard() -> None:
    graph = chain(Input(), Dense(), Loss()).mute([2])
    assert not graph.with_layer(2, Input()).nodes[2].muted
    assert graph.with_layer(2, Dense(3)).nodes[2].muted


def test_of_several_inputs_the_first_passes() -> None:
    graph = chain(Input(), Dense(4), Dense(3))
    graph = graph.add(Add()).connect(3, 4).connect(2, 4)
    graph = graph.add(Dense(1)).connect(4, 5).mute([4])
    assert wires(without_muted(graph)) == {(1, 2), (2, 3), (3, 5)}
    assert check(graph).shapes[4] == (3,)


def test_a_muted_node_without_an_input_says_what_it_lacks() -> None:
    graph = chain(Input(), Dense(), Dense(1), Loss()).disconnect(Edge(1, 2)).mute([2])
    found = check(graph)
    assert [(p.node, p.port) for p in found.problems if p.fatal] == [(2, "x")]


def test_a_cycle_through_a_muted_node_is_still_a_cycle() -> None:
    graph = chain(Input(), Add(), Dense(1), Loss())
    graph = Graph(graph.nodes, (*graph.edges, Edge(3, 2))).mute([3])
    assert any("cycle" in problem.message for problem in check(graph).problems)


# -- shapes, problems and cures ------------------------------------------------------------------


def test_a_muted_node_has_the_shape_it_passes_on_and_nothing_to_learn() -> None:
    found = check(chain(Input(), Dense(7), Dense(9), Dense(1), Loss()).mute([3]))
    assert found.shapes[3] == (7,)
    assert found.parameter_count(3) == 0
    assert found.shapes[4] == (1,)
    assert found.live == (1, 2, 4, 5)


def test_what_no_longer_fits_is_said_of_the_node_that_it_reaches() -> None:
    graph = chain(Input((1, 4, 4)), Flatten(), Dense(1), Loss()).mute([2])
    (problem,) = (p for p in check(graph).problems if p.fatal)
    assert problem.node == 3
    assert problem.fix is not None
    cured = problem.fix.apply(graph)
    assert check(cured).ok
    assert cured.nodes[2].muted


def test_the_cure_at_the_end_is_for_the_node_that_is_heard() -> None:
    graph = chain(Input(), Dense(5), Dense(2), Loss()).mute([3])
    problem = next(p for p in check(graph, TWO).problems if p.fix and "units" in p.fix.label)
    assert "Dense needs" in problem.message
    assert problem.fix is not None
    cured = problem.fix.apply(graph)
    assert cured.nodes[2].layer == Dense(2)
    assert cured.nodes[3] == graph.nodes[3]


def test_a_cure_cuts_the_wire_as_it_is_drawn() -> None:
    graph = chain(Input(), Dense(3), Dense(3), Dense(1), Loss()).mute([3])
    graph = Graph(graph.nodes, (*graph.edges, Edge(1, 4)))
    problem = next(p for p in check(graph).problems if p.fix is not None)
    assert problem.node == 4
    assert problem.fix is not None
    assert wires(problem.fix.apply(graph)) == {(1, 2), (2, 3), (3, 4), (4, 5)}


def test_a_wire_into_a_muted_node_need_not_fit_it() -> None:
    graph = chain(Input((2,)), Conv2D(), Dense(1), Loss()).disconnect(Edge(1, 2))
    assert check_wire(graph, 1, 2) is not None
    assert check_wire(graph.mute([2]), 1, 2) is None


# -- numbers -------------------------------------------------------------------------------------


def both_ways(layer: Add | Concatenate) -> Graph:
    """Input 1, Dense 2, and layer 4 reads Dense 2 and a muted Dense 3 behind it."""
    graph = chain(Input(), Dense(3, Tanh()), Dense(5))
    graph = graph.add(layer).connect(2, 4).connect(3, 4)
    graph = graph.add(Dense(1, Linear())).connect(4, 5)
    return graph.add(Loss()).connect(5, 6).mute([3])


@pytest.mark.parametrize("layer", [Add(), Concatenate()])
def test_where_a_wire_would_double_another_the_muted_node_is_the_identity(layer) -> None:  # type: ignore[no-untyped-def]
    heard = without_muted(both_ways(layer))
    assert len(set(heard.edges)) == len(heard.edges) == 6
    assert heard.nodes[3].layer == Activation(Linear())
    assert without_muted(heard) is heard
    assert_gradients(heard, 4)


def test_both_wires_of_two_muted_nodes_count() -> None:
    graph = chain(Input(), Dense(3)).add(Dense(3)).connect(1, 3)
    graph = graph.add(Add()).connect(2, 4).connect(3, 4).mute([2, 3])
    heard = without_muted(graph)
    assert wires(heard) == {(1, 4), (1, 3), (3, 4)}
    assert check(graph).shapes == {1: (2,), 2: (2,), 3: (2,), 4: (2,)}


@settings(max_examples=40)
@given(graphs(), st.data())
def test_any_muted_network_that_still_fits_passes_the_gradient_check(
    graph: Graph, data: st.DataObject
) -> None:
    muted = data.draw(
        st.sets(st.sampled_from([i for i, n in graph.nodes.items() if n.can_be_muted]))
    )
    graph = graph.mute(muted)
    found = check(graph)
    assert not any(node.muted for node in found.trained.nodes.values())
    assert len(set(found.trained.edges)) == len(found.trained.edges)
    assert found.trained.nodes.keys() >= graph.nodes.keys() - muted
    if found.ok:
        assert_gradients(found.trained, 5)
