"""Tidy places: columns, straight wires, no card over another."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractAnimation, QPoint, Qt

from bpgui.engine.graph import Edge, Graph, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH
from bpgui.gui.canvas.layout import arranged

SHIFT = Qt.KeyboardModifier.ShiftModifier


def wired(count, edges):
    """Nodes 1 to `count`, all Add, with these wires."""
    graph = Graph()
    for _ in range(count):
        graph = graph.add(Add())
    return Graph(graph.nodes, tuple(Edge(a, b) for a, b in edges))


def assert_no_card_over_another(places):
    for (ax, ay), (bx, by) in combinations(places.values(), 2):
        assert abs(ax - bx) >= CARD_WIDTH or abs(ay - by) >= CARD_HEIGHT


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 24))
    pairs = st.tuples(st.integers(1, count), st.integers(1, count)).filter(lambda p: p[0] != p[1])
    edges = draw(st.lists(pairs, unique=True, max_size=40))
    if not draw(st.booleans()):
        edges = [(min(pair), max(pair)) for pair in edges]
    return wired(count, dict.fromkeys(edges))


@given(graphs())
def test_any_diagram_gets_places_apart_and_on_the_grid(graph):
    places = arranged(graph)
    assert places.keys() == graph.nodes.keys()
    assert all(x % 8 == 0 and y % 8 == 0 for x, y in places.values())
    assert_no_card_over_another(places)


@given(graphs())
def test_wires_run_from_left_to_right_where_there_is_no_cycle(graph):
    places = arranged(graph)
    if len(graph.order) == len(graph.nodes):
        assert all(places[e.source][0] + CARD_WIDTH < places[e.target][0] for e in graph.edges)


@given(graphs())
def test_a_tidy_diagram_stays_as_it_is(graph):
    tidy = graph.move(arranged(graph))
    again = arranged(tidy)
    if len(graph.order) == len(graph.nodes):
        assert {x for x, _ in again.values()} == {node.at[0] for node in tidy.nodes.values()}
    assert_no_card_over_another(again)


def test_a_chain_is_one_straight_row():
    graph = chain(Input(), *[Dense() for _ in range(20)], Loss()).move({5: (3, 900), 9: (-40, 77)})
    assert len({y for _, y in arranged(graph).values()}) == 1


def test_a_skip_connection_is_straight_and_crosses_no_card():
    graph = chain(Input(), Dense(), Activation(), Dense(), Add(), Loss()).connect(2, 5)
    places = arranged(graph)
    assert places[2][1] == places[5][1]
    height = places[2][1] + CARD_HEIGHT / 2
    for between in (3, 4):
        assert not places[between][1] - 4 < height < places[between][1] + CARD_HEIGHT + 4


def test_the_levels_of_a_u_net_stand_across_from_each_other():
    down = [(1, 2), (2, 3), (3, 4)]
    up = [(4, 5), (5, 6), (6, 7)]
    graph = wired(7, [*down, *up, (1, 7), (2, 6), (3, 5)])
    places = arranged(graph)
    for left, right in ((1, 7), (2, 6), (3, 5)):
        assert places[left][1] == places[right][1]
    heights = [places[id][1] for id in (1, 2, 3, 4)]
    assert heights == sorted(heights) or heights == sorted(heights, reverse=True)


def test_branches_do_not_cross():
    graph = wired(8, [(1, 2), (1, 3), (1, 4), (2, 5), (3, 6), (4, 7), (5, 8), (6, 8), (7, 8)])
    places = arranged(graph.move({2: (0, 900), 3: (0, 0), 4: (0, 400), 5: (0, 5), 7: (0, 800)}))
    rows = [places[id][1] for id in (2, 3, 4)]
    assert [places[id][1] for id in (5, 6, 7)] == rows


def test_parts_that_are_not_connected_stand_apart():
    graph = wired(6, [(1, 2), (3, 4)])
    places = arranged(graph)
    assert_no_card_over_another(places)
    assert places[5][1] == places[6][1]


def test_only_the_chosen_nodes_move():
    graph = chain(*[Dense() for _ in range(6)])
    assert arranged(graph, [2, 3]).keys() == {2, 3}


def test_nothing_has_no_places():
    assert arranged(Graph()) == {}


@pytest.mark.parametrize("count", [1, 2, 300])
def test_long_wires_by_the_hundred(count):
    edges = [(1, id) for id in range(2, count + 1)] + [(id, id + 1) for id in range(2, count)]
    places = arranged(wired(count, dict.fromkeys(edges)))
    assert_no_card_over_another(places)


# -- on the canvas -----------------------------------------------------------------------------


MESS = chain(Input(), Dense(), Dense(), Loss()).move({1: (0, 0), 2: (-80, 300), 3: (500, -40)})


def test_l_tidies_up_in_one_step(bench):
    bench = bench(MESS)
    bench.key(Qt.Key.Key_L)
    assert len({node.at[1] for node in bench.graph.nodes.values()}) == 1
    assert bench.steps == 1
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())
    bench.assert_mirrors()
    bench.undo()
    assert bench.graph == MESS
    bench.assert_mirrors()


def test_l_tidies_the_selection_only(bench):
    bench = bench(MESS)
    bench.document.select([2, 3])
    bench.key(Qt.Key.Key_L)
    assert bench.graph.nodes[1] is MESS.nodes[1]
    assert bench.graph.nodes[4] is MESS.nodes[4]
    assert bench.graph.nodes[2].at[1] == bench.graph.nodes[3].at[1]


def test_cards_slide_to_their_places(bench, qtbot):
    bench = bench(MESS)
    glide = bench.canvas.glide
    glide.animation.setDuration(60)
    with qtbot.waitSignal(glide.animation.finished):
        bench.key(Qt.Key.Key_L)
        assert glide.animation.state() == QAbstractAnimation.State.Running
        assert bench.steps == 1
    bench.assert_mirrors()


def test_an_edit_ends_a_slide(bench):
    bench = bench(MESS)
    bench.canvas.glide.animation.setDuration(10_000)
    bench.key(Qt.Key.Key_L)
    bench.canvas.glide.animation.setCurrentTime(2_000)
    assert bench.canvas.scene.cards[2].place() != bench.graph.nodes[2].at
    bench.document.edit_graph(bench.graph.remove([4]), "Delete Loss")
    bench.assert_mirrors()


def test_a_press_ends_a_slide(bench):
    bench = bench(MESS)
    bench.canvas.glide.animation.setDuration(10_000)
    bench.key(Qt.Key.Key_L)
    bench.canvas.glide.animation.setCurrentTime(2_000)
    bench.click(QPoint(5, 5))
    bench.assert_mirrors()


@pytest.mark.parametrize(("command", "axis"), [("align_row", 1), ("align_column", 0)])
def test_aligning(bench, command, axis):
    bench = bench(MESS)
    bench.document.select([1, 2, 3])
    bench.canvas.actions_by_name[command].trigger()
    assert len({bench.graph.nodes[id].at[axis] for id in (1, 2, 3)}) == 1
    assert bench.graph.nodes[4] is MESS.nodes[4]
    assert bench.steps == 1
    bench.assert_mirrors()


@pytest.mark.parametrize(
    ("command", "axis", "least"),
    [("distribute_across", 0, CARD_WIDTH), ("distribute_down", 1, CARD_HEIGHT)],
)
def test_distributing(bench, command, axis, least):
    bench = bench(MESS)
    bench.document.select(MESS.nodes)
    bench.canvas.actions_by_name[command].trigger()
    along = sorted(node.at[axis] for node in bench.graph.nodes.values())
    steps = [b - a for a, b in pairwise(along)]
    assert min(steps) > least
    assert max(steps) - min(steps) <= 8


def test_one_layer_cannot_be_lined_up(bench):
    bench = bench(MESS)
    bench.document.select([1])
    bench.canvas.actions_by_name["align_row"].trigger()
    assert bench.said == ["Select two layers or more to line them up."]
    assert bench.steps == 0
