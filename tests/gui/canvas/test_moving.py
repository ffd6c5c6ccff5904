"""Selecting, moving, dropping and deleting cards with the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt

from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.card import Card

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def spread(count):
    """Dense layers in a row, far from each other and unconnected."""
    graph = Graph()
    for index in range(count):
        graph = graph.add(Dense(), at=(index * 304.0, 0.0))
    return graph


def test_a_click_selects_and_a_click_on_nothing_does_not(bench):
    bench = bench(spread(3))
    bench.click(bench.card("Dense"))
    assert bench.selected() == {"Dense"}
    bench.click(bench.card("Dense 2"))
    assert bench.selected() == {"Dense 2"}
    bench.click(QPoint(20, 20))
    assert bench.selected() == set()
    assert bench.steps == 0


@pytest.mark.parametrize("key", [CTRL, SHIFT])
def test_ctrl_or_shift_click_adds_and_takes_away(bench, key):
    bench = bench(spread(3))
    bench.click(bench.card("Dense"))
    bench.click(bench.card("Dense 2"), key)
    assert bench.selected() == {"Dense", "Dense 2"}
    bench.click(bench.card("Dense"), key)
    assert bench.selected() == {"Dense 2"}
    bench.click(QPoint(20, 20), key)
    assert bench.selected() == {"Dense 2"}


def test_a_marquee_selects_what_it_touches(bench):
    bench = bench(spread(3))
    corner = bench.card("Dense 2") + QPoint(20, 60)
    bench.drag(bench.card("Dense") + QPoint(-100, -140), corner)
    assert bench.selected() == {"Dense", "Dense 2"}
    bench.assert_mirrors()


def test_a_marquee_with_shift_adds(bench):
    bench = bench(spread(3))
    bench.click(bench.card("Dense 3"))
    bench.drag(
        bench.card("Dense") + QPoint(-100, -140), bench.card("Dense") + QPoint(20, 60), keys=SHIFT
    )
    assert bench.selected() == {"Dense", "Dense 3"}


def test_escape_gives_up_a_marquee_and_then_the_selection(bench):
    bench = bench(spread(2))
    bench.click(bench.card("Dense 2"))
    corner = bench.card("Dense") + QPoint(-100, -140)
    bench.drag(corner, bench.card("Dense"), drop=False)
    assert bench.selected() == {"Dense"}
    bench.key(Qt.Key.Key_Escape)
    assert bench.selected() == {"Dense 2"}
    bench.release(bench.card("Dense"))
    bench.key(Qt.Key.Key_Escape)
    assert bench.selected() == set()


def test_select_all(bench):
    bench = bench(spread(3))
    bench.key(Qt.Key.Key_A, CTRL)
    assert bench.selected() == {"Dense", "Dense 2", "Dense 3"}


def test_a_drag_moves_the_selection_in_one_step_onto_the_grid(bench):
    bench = bench(spread(3))
    before = bench.graph
    bench.click(bench.card("Dense"))
    bench.click(bench.card("Dense 2"), CTRL)
    start = bench.card("Dense")
    bench.drag(start, start + QPoint(50, 170))
    assert bench.steps == 1
    moved = bench.graph.nodes
    by = [moved[1].at[axis] - before.nodes[1].at[axis] for axis in (0, 1)]
    assert by[0] % 8 == 0
    assert by[1] % 8 == 0
    assert by != [0, 0]
    assert [moved[2].at[axis] - before.nodes[2].at[axis] for axis in (0, 1)] == by
    assert moved[3] is before.nodes[3]
    bench.assert_mirrors()
    bench.undo()
    assert bench.graph == before
    bench.assert_mirrors()


def test_a_moved_card_snaps_into_line_with_its_neighbours(bench):
    bench = bench(spread(2).move({1: (4.0, 3.0), 2: (304.0, 200.0)}))
    zoom = bench.canvas.view.zoom
    start = bench.card("Dense 2")
    bench.drag(start, start + QPoint(round(10 * zoom), round(-200 * zoom)))
    assert bench.graph.nodes[2].at[1] == 3.0


def test_ctrl_lets_a_moved_card_go_free(bench):
    bench = bench(spread(2))
    start = bench.card("Dense 2")
    bench.press(start)
    bench.move(start + QPoint(30, 41), keys=CTRL)
    bench.release(start + QPoint(30, 41), keys=CTRL)
    x, y = bench.graph.nodes[2].at
    zoom = bench.canvas.view.zoom
    assert (x, y) == pytest.approx((304 + 30 / zoom, 41 / zoom))


def test_escape_puts_moved_cards_back(bench):
    bench = bench(spread(2))
    start = bench.card("Dense")
    bench.drag(start, start + QPoint(80, 80), drop=False)
    bench.key(Qt.Key.Key_Escape)
    bench.release(start + QPoint(80, 80))
    assert bench.steps == 0
    bench.assert_mirrors()


def test_an_edit_from_elsewhere_breaks_a_drag_off(bench):
    bench = bench(spread(2))
    start = bench.card("Dense")
    bench.drag(start, start + QPoint(80, 80), drop=False)
    bench.document.edit_graph(bench.graph.remove([1]), "Delete Dense")
    bench.release(start + QPoint(80, 80))
    assert set(bench.graph.nodes) == {2}
    bench.assert_mirrors()


def test_a_loose_card_dropped_on_a_wire_joins_it(bench):
    graph = chain(Dense(), Dense(), spacing=400.0).add(Dropout(), at=(200.0, 240.0))
    bench = bench(graph)
    bench.drag(
        bench.canvas.where(3) + QPoint(0, 30), bench.wire("Dense", "Dense 2") + QPoint(0, 30)
    )
    assert set(bench.graph.edges) == {
        bench.edge("Dense", "Dropout"),
        bench.edge("Dropout", "Dense 2"),
    }
    assert bench.steps == 1
    bench.undo()
    assert bench.graph == graph
    bench.assert_mirrors()


def test_a_connected_card_is_only_moved_across_a_wire(bench):
    graph = chain(Dense(), Dense(), spacing=400.0).add(Dropout(), at=(200.0, 240.0)).connect(1, 3)
    bench = bench(graph)
    bench.drag(
        bench.canvas.where(3) + QPoint(0, 30), bench.wire("Dense", "Dense 2") + QPoint(0, 30)
    )
    assert bench.graph.edges == graph.edges


def test_a_layer_of_the_palette_dropped_on_a_wire_joins_it(bench):
    bench = bench(chain(Input((1, 4, 4)), Dense(), spacing=400.0))
    assert bench.drop_layer("Flatten", bench.wire("Input", "Dense"))
    assert set(bench.graph.edges) == {
        bench.edge("Input", "Flatten"),
        bench.edge("Flatten", "Dense"),
    }
    assert bench.steps == 1
    assert bench.selected() == {"Flatten"}
    bench.assert_mirrors()


def test_what_is_put_into_a_short_wire_pushes_the_rest_along(bench):
    graph = chain(Input(), Dense(), Dense(), Loss()).add(Dense(), at=(600.0, 300.0))
    bench = bench(graph)
    assert bench.drop_layer("Dropout", bench.wire("Input", "Dense"))
    places = {node.name: node.at for node in bench.graph.nodes.values()}
    row = [places[name] for name in ("Input", "Dropout", "Dense", "Dense 2", "Loss")]
    assert row == [(0, 0), (200, 0), (400, 0), (600, 0), (800, 0)]
    assert places["Dense 3"] == (600, 300)
    bench.undo()
    assert bench.graph == graph
    bench.assert_mirrors()


def test_a_cure_that_inserts_a_layer_makes_room_for_it(bench):
    bench = bench(chain(Input((1, 4, 4)), Dense(), Loss()))
    bench.canvas.actions_by_name["mend"].trigger()
    assert sorted(node.at[0] for node in bench.graph.nodes.values()) == [0, 200, 400, 600]


def test_a_layer_without_an_output_is_not_put_into_a_wire(bench):
    bench = bench(chain(Dense(), Dense(), spacing=400.0))
    assert bench.drop_layer("Loss", bench.wire("Dense", "Dense 2"))
    assert len(bench.graph.edges) == 1


@pytest.mark.parametrize("kind", ["NoSuchLayer", "", "\x00"])
def test_what_is_no_layer_is_not_taken(bench, kind):
    bench = bench()
    assert not bench.drop_layer(kind, QPoint(300, 300))
    assert bench.graph == Graph()


def test_a_dropped_layer_stands_where_the_pointer_is(bench):
    bench = bench(spread(1))
    at = QPoint(300, 150)
    assert bench.drop_layer("Dropout", at)
    assert (bench.canvas.where(2) - at).manhattanLength() <= 8


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_deleting_a_middle_card_heals_the_wire(bench, key):
    bench = bench(chain(Input(), Dense(), Dropout(), Dense(units=1), Loss()))
    bench.click(bench.card("Dropout"))
    bench.key(key)
    assert bench.edge("Dense", "Dense 2") in bench.graph.edges
    assert len(bench.graph.edges) == 3
    assert bench.steps == 1
    bench.assert_mirrors()
    bench.undo()
    assert len(bench.graph.nodes) == 5
    bench.assert_mirrors()


def test_several_cards_in_a_row_are_bridged(bench):
    bench = bench(chain(Input(), Dense(), Dropout(), Dense(units=1), Loss()))
    bench.click(bench.card("Dense"))
    bench.click(bench.card("Dropout"), CTRL)
    bench.key(Qt.Key.Key_Delete)
    assert set(bench.graph.edges) == {bench.edge("Input", "Dense 2"), bench.edge("Dense 2", "Loss")}


def test_a_wire_is_not_healed_where_the_shapes_forbid_it(bench):
    bench = bench(chain(Input((1, 4, 4)), Flatten(), Dense(), Loss()))
    bench.click(bench.card("Flatten"))
    bench.key(Qt.Key.Key_Delete)
    assert bench.graph.edges == (bench.edge("Dense", "Loss"),)


def test_delete_with_nothing_selected_says_what_to_do(bench):
    bench = bench(spread(1))
    bench.key(Qt.Key.Key_Delete)
    assert bench.said == ["Select a layer or a wire to delete it."]
    assert bench.steps == 0


def test_a_layer_added_by_double_click_stands_beside_the_selected_one(bench):
    bench = bench(spread(1))
    bench.click(bench.card("Dense"))
    added = bench.canvas.add_layer("Dropout")
    assert bench.graph.nodes[added].at[0] > bench.graph.nodes[1].at[0] + 152
    assert bench.selected() == {"Dropout"}
    bench.click(bench.card("Dense"))
    bench.canvas.add_layer("Dropout")
    places = {node.at for node in bench.graph.nodes.values()}
    assert len(places) == 3


def test_a_layer_added_to_an_empty_canvas_stands_in_the_middle(bench):
    bench = bench()
    added = bench.canvas.add_layer("Input")
    middle = bench.viewport.rect().center()
    assert (bench.canvas.where(added) - middle).manhattanLength() <= 12


def test_the_wire_that_a_card_would_join_lights_up(bench):
    bench = bench(chain(Input(), Loss(), spacing=480.0).add(Dense(), at=(240.0, 240.0)))
    wire = bench.canvas.scene.wires[bench.edge("Input", "Loss")]
    middle = bench.wire("Input", "Loss")
    bench.drag(bench.card("Dense"), middle, drop=False)
    assert wire.aimed
    bench.move(middle + QPoint(0, 180))
    assert not wire.aimed
    bench.move(middle)
    bench.release(middle)
    assert not bench.canvas.scene.wires.keys() & {wire.edge}
    assert len(bench.graph.edges) == 2


def test_what_is_where_is_known_in_parts_after_everything_moved(bench, monkeypatch):
    asked = []
    whole = Card.boundingRect

    def counted(card):
        asked.append(card)
        return whole(card)

    monkeypatch.setattr(Card, "boundingRect", counted)
    graph = Graph()
    for index in range(400):
        graph = graph.add(Dense(), at=(200.0 * (index % 20), 150.0 * (index // 20)))
    bench = bench(graph)
    scene = bench.canvas.scene
    everywhere = {id: (x + 64.0, y + 64.0) for id, (x, y) in places(graph).items()}
    bench.document.edit_graph(graph.move(everywhere), "Move")
    corner = QRectF(64, 64, 10, 10)
    assert [card.node.id for card in scene.cards_in(corner)] == [1]
    asked.clear()
    scene.items(corner)
    assert len(asked) < 100
    bench.assert_mirrors()


def places(graph):
    """Where every node is."""
    return {id: node.at for id, node in graph.nodes.items()}
