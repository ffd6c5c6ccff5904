"""Drawing, moving and refusing wires with the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from bpgui.engine.graph import Edge, Graph, chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss


def loose(*layers):
    """Layers in a row without wires."""
    graph = Graph()
    for index, layer in enumerate(layers):
        graph = graph.add(layer, at=(index * 208.0, 0.0))
    return graph


def test_a_wire_is_drawn_from_port_to_port(bench):
    bench = bench(loose(Input(), Dense()))
    bench.drag(bench.output("Input"), bench.port("Dense"))
    assert bench.graph.edges == (bench.edge("Input", "Dense"),)
    assert bench.steps == 1
    bench.assert_mirrors()


def test_a_wire_is_drawn_backwards_from_an_input(bench):
    bench = bench(loose(Input(), Dense()))
    bench.drag(bench.port("Dense"), bench.output("Input"))
    assert bench.graph.edges == (bench.edge("Input", "Dense"),)


def test_the_body_of_a_card_takes_a_wire_too(bench):
    bench = bench(loose(Input(), Dense()))
    bench.drag(bench.output("Input"), bench.card("Dense"))
    assert bench.graph.edges == (bench.edge("Input", "Dense"),)


def test_2_8_8_1_is_built_by_mouse_on_an_empty_canvas(bench):
    bench = bench()
    for column, kind in enumerate(["Input", "Dense", "Dense", "Dense", "Loss"]):
        assert bench.drop_layer(kind, QPoint(100 + 190 * column, 300))
    for source, target in [
        ("Input", "Dense"),
        ("Dense", "Dense 2"),
        ("Dense 2", "Dense 3"),
        ("Dense 3", "Loss"),
    ]:
        bench.drag(bench.output(source), bench.port(target))
    wanted = chain(Input(), Dense(), Dense(), Dense(), Loss())
    assert bench.graph.edges == wanted.edges
    assert [node.layer for node in bench.graph.nodes.values()] == [
        node.layer for node in wanted.nodes.values()
    ]
    assert bench.steps == 9
    bench.assert_mirrors()
    while bench.steps:
        bench.undo()
        bench.assert_mirrors()
    assert bench.graph == Graph()
    while bench.document.undo_stack.canRedo():
        bench.redo()
    assert bench.graph.edges == wanted.edges
    bench.assert_mirrors()


def test_ports_that_fit_glow_and_the_others_say_why_not(bench):
    graph = loose(Input((1, 4, 4)), Dense(), Add()).connect(2, 3)
    bench = bench(graph)
    bench.drag(bench.output("Input"), bench.port("Dense"), drop=False)
    verdict = bench.canvas.scene.fits.verdict
    dense, add = graph.named("Dense").id, graph.named("Add").id
    assert not verdict(dense, "x").fits
    assert "needs a flat row of features, got 1 × 4 × 4" in verdict(dense, "x").why
    assert verdict(add, "x").fits
    assert verdict(dense, "") is None
    bench.release(bench.port("Dense"))
    assert bench.canvas.scene.fits is None


def test_a_wire_whose_shapes_do_not_suit_is_drawn_and_its_problem_offers_a_cure(bench):
    bench = bench(chain(Input((1, 4, 4)), Dense(), Loss()).disconnect(Edge(1, 2)))
    bench.drag(bench.output("Input"), bench.port("Dense"))
    assert "flat row" in bench.said[-1]
    callout = bench.canvas.scene.callouts[2]
    fix = next(index for index, notice in enumerate(callout.notices) if notice.fix)
    assert callout.notices[fix].fix.label == "Insert Flatten"
    bench.click(bench.canvas.view.pixel(callout.fix_place(fix)))
    assert "Flatten" in {node.name for node in bench.graph.nodes.values()}
    assert bench.document.undo_stack.undoText() == "Insert Flatten"
    bench.assert_mirrors()


def test_a_cycle_is_refused_in_a_sentence(bench):
    graph = loose(Dense(), Add(), Dense()).connect(1, 2).connect(2, 3)
    bench = bench(graph)
    bench.drag(bench.output("Dense 2"), bench.port("Add"))
    assert bench.graph == graph
    assert bench.said == ["A wire from Dense 2 to Add would close a cycle."]


def test_a_wire_to_a_taken_port_takes_the_place_of_the_other_in_one_step(bench):
    graph = loose(Input(), Dense(), Dense()).connect(1, 2)
    bench = bench(graph)
    bench.drag(bench.output("Dense 2"), bench.port("Dense"), drop=False)
    verdict = bench.canvas.scene.fits.verdict(2, "x")
    assert verdict.fits
    assert verdict.why.endswith("would replace the one from Input (Add joins both)")
    bench.release(bench.port("Dense"))
    assert bench.graph.edges == (bench.edge("Dense 2", "Dense"),)
    assert bench.steps == 1
    bench.assert_mirrors()
    bench.undo()
    assert bench.graph == graph


def test_what_replaces_a_wire_is_judged_without_it(bench):
    graph = loose(Input((1, 4, 4)), Input(), Dense(), Loss()).connect(1, 3).connect(2, 4)
    bench = bench(graph)
    bench.drag(bench.output("Input 2"), bench.port("Dense"), drop=False)
    verdict = bench.canvas.scene.fits.verdict
    assert verdict(3, "x").fits
    assert verdict(3, "x").replaces == bench.edge("Input", "Dense")
    bench.release(bench.port("Dense"))
    bench.drag(bench.output("Input"), bench.port("Dense"))
    assert "flat row" in bench.said[-1]
    assert bench.edge("Input", "Dense") in bench.graph.edges
    assert len(bench.graph.edges) == 2


def test_the_end_of_a_wire_is_plugged_where_another_was(bench):
    graph = loose(Input(), Input(), Dense(), Dense()).connect(1, 3).connect(2, 4)
    bench = bench(graph)
    bench.drag(bench.port("Dense"), bench.port("Dense 2"))
    assert bench.graph.edges == (bench.edge("Input", "Dense 2"),)
    assert bench.steps == 1
    bench.undo()
    assert bench.graph == graph


def test_the_end_of_a_wire_is_plugged_elsewhere(bench):
    bench = bench(loose(Input(), Dense(), Dense()).connect(1, 2))
    bench.drag(bench.port("Dense"), bench.port("Dense 2"))
    assert bench.graph.edges == (bench.edge("Input", "Dense 2"),)
    assert bench.steps == 1
    bench.assert_mirrors()


def test_the_beginning_of_a_wire_is_plugged_elsewhere(bench):
    graph = loose(Dense(), Dense(), Add()).move({2: (0.0, 200.0), 3: (300.0, 0.0)}).connect(1, 3)
    bench = bench(graph)
    bench.drag(bench.wire("Dense", "Add", 0.25), bench.output("Dense 2"))
    assert bench.graph.edges == (bench.edge("Dense 2", "Add"),)


def test_a_replugged_wire_keeps_its_place_at_the_port(bench):
    graph = loose(Dense(), Dense(), Dense(), Add())
    graph = (
        graph.move({2: (0.0, 140.0), 3: (0.0, 280.0), 4: (400.0, 0.0)}).connect(1, 4).connect(2, 4)
    )
    bench = bench(graph)
    bench.drag(bench.wire("Dense", "Add", 0.3), bench.output("Dense 3"))
    assert bench.graph.edges == (bench.edge("Dense 3", "Add"), bench.edge("Dense 2", "Add"))


def test_an_end_put_back_changes_nothing(bench):
    bench = bench(loose(Input(), Dense()).connect(1, 2))
    away = bench.port("Dense") + QPoint(-30, 80)
    bench.drag(bench.port("Dense"), away, drop=False)
    bench.move(bench.port("Dense"))
    bench.release(bench.port("Dense"))
    assert bench.steps == 0
    bench.assert_mirrors()


def test_an_end_dropped_on_empty_canvas_unplugs_the_wire(bench):
    bench = bench(loose(Input(), Dense()).connect(1, 2))
    bench.drag(bench.port("Dense"), bench.port("Dense") + QPoint(-20, 150))
    assert bench.graph.edges == ()
    bench.undo()
    assert bench.graph.edges == (bench.edge("Input", "Dense"),)
    bench.assert_mirrors()


def test_escape_breaks_off_a_wire(bench):
    bench = bench(loose(Input(), Dense()).connect(1, 2))
    away = bench.port("Dense") + QPoint(-20, 150)
    bench.drag(bench.port("Dense"), away, drop=False)
    bench.key(Qt.Key.Key_Escape)
    bench.release(away)
    assert bench.steps == 0
    assert bench.canvas.scene.fits is None
    bench.assert_mirrors()


@pytest.mark.parametrize(
    "more",
    [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier],
    ids=["Alt", "Ctrl+Alt"],
)
def test_alt_drag_cuts_every_wire_it_crosses_in_one_step(bench, more):
    graph = loose(Dense(), Dense(), Dense()).connect(1, 2).connect(2, 3)
    graph = graph.move({2: (208.0, 0.0), 3: (416.0, 0.0)})
    bench = bench(graph)
    first = bench.wire("Dense", "Dense 2")
    second = bench.wire("Dense 2", "Dense 3")
    alt = Qt.KeyboardModifier.AltModifier | more
    bench.press(first + QPoint(0, -60), keys=alt)
    for at in (first + QPoint(0, 70), second + QPoint(0, 70), second + QPoint(0, -60)):
        bench.move(at, keys=alt)
    bench.release(second + QPoint(0, -60), keys=alt)
    assert bench.graph.edges == ()
    assert bench.document.undo_stack.undoText() == "Cut 2 wires"
    bench.undo()
    assert bench.graph == graph
    bench.assert_mirrors()


def test_a_wire_is_selected_by_a_click_and_deleted(bench):
    bench = bench(loose(Dense(), Dense()).connect(1, 2))
    bench.click(bench.wire("Dense", "Dense 2"))
    assert bench.canvas.selection.wires == {bench.edge("Dense", "Dense 2")}
    bench.key(Qt.Key.Key_Delete)
    assert bench.graph.edges == ()
    assert len(bench.graph.nodes) == 2
    bench.assert_mirrors()
