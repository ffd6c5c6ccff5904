"""At the border of the canvas a drag goes on beyond it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input


def two() -> Graph:
    return chain(Input(), Dense(), spacing=320.0)


def at_full_size(bench):
    """At 100 %, the first card 300 pixels from the left."""
    bench.canvas.view.zoom_to(1.0)
    return bench


@pytest.mark.parametrize(
    ("end", "axis", "sign"),
    [((995, 300), "x", 1), ((4, 300), "x", -1), ((500, 636), "y", 1), ((500, 3), "y", -1)],
    ids=["right", "left", "bottom", "top"],
)
def test_a_card_held_at_the_border_travels_on(bench, qtbot, end, axis, sign):
    bench = at_full_size(bench(two()))
    start = bench.graph.named("Dense").at
    bench.drag(bench.card("Dense"), QPoint(*end), drop=False)
    index = "xy".index(axis)
    view = bench.canvas.view
    seen = getattr(view.visible().center(), axis)()
    qtbot.waitUntil(lambda: sign * (getattr(view.visible().center(), axis)() - seen) > 100)
    bench.release(QPoint(*end))
    travelled = sign * (bench.graph.named("Dense").at[index] - start[index])
    assert travelled > 200
    # It lies below the pointer still.
    at = view.pixel(bench.canvas.scene.cards[2].frame().center())
    assert (at - QPoint(*end)).manhattanLength() < 200
    assert bench.steps == 1
    bench.undo()
    assert bench.graph.named("Dense").at == start


def test_further_out_is_faster_and_letting_go_ends_it(bench, qtbot):
    bench = at_full_size(bench(two()))
    drift = bench.canvas.hands.drift
    bench.drag(bench.card("Dense"), QPoint(990, 300), drop=False)
    slow = drift.speed().x()
    bench.move(QPoint(1100, 300))
    assert drift.speed().x() < slow < 0
    bench.release(QPoint(1100, 300))
    assert not drift.going


def test_a_wire_is_drawn_to_what_was_out_of_sight(bench, qtbot):
    bench = at_full_size(bench(Graph().add(Input()).add(Dense(), at=(1600.0, 0.0))))
    view = bench.canvas.view
    view.look_at(bench.canvas.scene.cards[1].frame().center())
    bench.drag(bench.output("Input"), QPoint(998, 320), drop=False)
    port = bench.port("Dense")
    assert port.x() > 1000
    qtbot.waitUntil(lambda: bench.port("Dense").x() < 900)
    bench.move(bench.port("Dense"))
    bench.release(bench.port("Dense"))
    assert [(edge.source, edge.target) for edge in bench.graph.edges] == [(1, 2)]


def test_a_marquee_grows_over_what_comes_into_sight(bench, qtbot):
    bench = at_full_size(bench(Graph().add(Input()).add(Dense(), at=(1500.0, 0.0))))
    bench.canvas.view.look_at(bench.canvas.scene.cards[1].frame().center())
    bench.drag(QPoint(300, 100), QPoint(999, 500), drop=False)
    qtbot.waitUntil(lambda: bench.selected() == {"Input", "Dense"})
    bench.release(QPoint(999, 500))
    assert bench.steps == 0


def test_esc_ends_it_with_the_card_where_it_was(bench, qtbot):
    bench = at_full_size(bench(two()))
    before = bench.graph
    bench.drag(bench.card("Dense"), QPoint(999, 300), drop=False)
    seen = bench.canvas.view.visible()
    qtbot.waitUntil(lambda: bench.canvas.view.visible() != seen)
    bench.key(Qt.Key.Key_Escape)
    assert not bench.canvas.hands.drift.going
    assert bench.graph == before
    bench.assert_mirrors()


def test_a_drag_that_begins_at_the_border_moves_nothing_by_itself(bench, qtbot):
    bench = at_full_size(bench(two()))
    card = bench.canvas.scene.cards[2].frame()
    view = bench.canvas.view
    view.pan(-(view.viewportTransform().map(card.center()) - QPoint(985, 300)))
    bench.drag(QPoint(985, 330), QPoint(985, 345), drop=False)
    assert not bench.canvas.hands.drift.going
    bench.move(QPoint(700, 345))
    bench.move(QPoint(985, 345))
    assert bench.canvas.hands.drift.going
    bench.release(QPoint(985, 345))


def test_panning_does_not_drift(bench):
    bench = at_full_size(bench(two()))
    bench.drag(QPoint(500, 100), QPoint(998, 100), Qt.MouseButton.MiddleButton, drop=False)
    assert not bench.canvas.hands.drift.going
