"""Adding layers: by search, by menu, at the end of a wire."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.blocks import BLOCKS
from bpgui.gui.canvas.offers import offers, suiting

SPOT = Spot(None)


def search_box():
    """The search that is open, or None."""
    for widget in QApplication.topLevelWidgets():
        if widget.objectName() == "canvas_search" and widget.isVisible():
            return widget
    return None


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("fc", "Dense"),
        ("fully connected", "Dense"),
        ("den", "Dense"),
        ("ReLU", "ReLU"),
        ("residual", "Add"),
        ("concat", "Concatenate"),
        ("dropuot", "Dropout"),
        ("mse", "Mean squared error"),
        ("cost", "Loss"),
    ],
)
def test_the_search_knows_the_words_of_the_field(query, wanted):
    assert suiting(SPOT, query)[0].label.casefold() == wanted.casefold()


def test_the_search_offers_every_kind_before_anything_is_typed():
    kinds = {kind.label for kind in layers}
    assert {offer.label for offer in suiting(SPOT, " ")} == kinds | {b.label for b in BLOCKS}


def test_a_variant_is_a_layer_with_its_choice_made():
    relu = next(offer for offer in offers() if offer.label == "ReLU")
    assert relu.layer == Activation("ReLU")
    assert relu.hint == "Activation"


@pytest.mark.parametrize("way", ["Tab", "Space", "double-click"])
def test_search_type_enter_adds_a_layer(bench, way):
    bench = bench()
    at = QPoint(400, 300)
    if way == "double-click":
        QTest.mouseDClick(bench.viewport, Qt.MouseButton.LeftButton, pos=at)
    else:
        bench.key(Qt.Key.Key_Tab if way == "Tab" else Qt.Key.Key_Space)
    box = search_box()
    QTest.keyClicks(box.line, "fc")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert search_box() is None
    assert [node.layer for node in bench.graph.nodes.values()] == [Dense()]
    assert bench.selected() == {"Dense"}
    if way == "double-click":
        assert (bench.canvas.where(1) - at).manhattanLength() <= 12
    bench.assert_mirrors()


def test_tab_goes_on_after_the_selected_layer_in_one_step(bench):
    bench = bench(chain(Input(), Dense()))
    bench.click(bench.card("Dense"))
    bench.key(Qt.Key.Key_Tab)
    box = search_box()
    assert box.line.placeholderText() == "Add a layer after Dense"
    assert box.list.item(0).text() == "Loss"
    assert box.list.item(box.list.count() - 1).text() == "Input"
    QTest.keyClicks(box.line, "dropout")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert bench.edge("Dense", "Dropout") in bench.graph.edges
    assert bench.graph.named("Dropout").at == (400.0, 0.0)
    assert bench.steps == 1
    bench.key(Qt.Key.Key_Tab)
    QTest.keyClicks(search_box().line, "fc")
    QTest.keyClick(search_box().line, Qt.Key.Key_Return)
    assert bench.edge("Dropout", "Dense 2") in bench.graph.edges
    assert bench.steps == 2
    bench.assert_mirrors()


def test_what_does_not_fit_the_selected_layer_is_added_without_a_wire(bench):
    bench = bench(chain(Input((1, 8, 8))))
    bench.click(bench.card("Input"))
    bench.key(Qt.Key.Key_Tab)
    QTest.keyClicks(search_box().line, "fc")
    QTest.keyClick(search_box().line, Qt.Key.Key_Return)
    assert bench.graph.edges == ()
    assert bench.selected() == {"Dense"}


@pytest.mark.parametrize("chosen", [(), (1, 2), (1,), (3,)], ids=["none", "two", "wired", "loss"])
def test_tab_adds_here_where_no_one_free_output_is_selected(bench, chosen):
    bench = bench(chain(Input(), Dense(), Loss()))
    bench.document.select(chosen)
    bench.key(Qt.Key.Key_Tab)
    assert search_box().line.placeholderText() == "Add a layer"
    QTest.keyClicks(search_box().line, "dropout")
    QTest.keyClick(search_box().line, Qt.Key.Key_Return)
    assert len(bench.graph.edges) == 2


def test_the_search_stays_at_the_pointer_near_the_bottom_of_the_screen(bench):
    bench = bench()
    bottom = bench.canvas.screen().availableGeometry().bottom()
    view = bench.canvas.view
    at = view.viewport().mapFromGlobal(QPoint(200, bottom - 260))
    bench.canvas.open_search(Spot(view.scene_point(at.toPointF())))
    box = search_box()
    assert abs(box.y() - (bottom - 260)) <= 3
    assert box.geometry().bottom() <= bottom
    assert box.list.height() < 260
    box.close()


def test_arrows_choose_in_the_search_and_escape_leaves_it(bench):
    bench = bench()
    bench.key(Qt.Key.Key_Tab)
    box = search_box()
    second = box.list.item(1).text()
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    assert box.list.currentItem().text() == second
    QTest.keyClick(box.line, Qt.Key.Key_Up)
    QTest.keyClick(box.line, Qt.Key.Key_Up)
    assert box.list.currentRow() == box.list.count() - 1
    QTest.keyClick(box.line, Qt.Key.Key_Escape)
    assert search_box() is None
    assert bench.graph == Graph()


def test_a_click_chooses_in_the_search(bench):
    bench = bench()
    bench.key(Qt.Key.Key_Tab)
    box = search_box()
    QTest.keyClicks(box.line, "dropout")
    item = box.list.item(0)
    QTest.mouseClick(
        box.list.viewport(), Qt.MouseButton.LeftButton, pos=box.list.visualItemRect(item).center()
    )
    assert [node.name for node in bench.graph.nodes.values()] == ["Dropout"]


def test_what_is_no_layer_is_said_in_the_search(bench):
    bench = bench()
    bench.key(Qt.Key.Key_Tab)
    box = search_box()
    QTest.keyClicks(box.line, "zzzzqqq")
    assert not box.list.isVisible()
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert search_box() is box
    box.close()
    assert bench.graph == Graph()


def test_space_held_for_a_drag_opens_no_search(bench):
    bench = bench(chain(Dense(), Dense()))
    QTest.keyPress(bench.canvas.view, Qt.Key.Key_Space)
    bench.drag(QPoint(100, 100), QPoint(160, 130))
    QTest.keyRelease(bench.canvas.view, Qt.Key.Key_Space)
    assert search_box() is None


def test_a_wire_let_go_on_empty_canvas_offers_what_fits_and_connects_it(bench):
    bench = bench(chain(Input((1, 8, 8))))
    at = bench.output("Input") + QPoint(120, 60)
    bench.drag(bench.output("Input"), at)
    box = search_box()
    labels = {box.list.item(row).text() for row in range(box.list.count())}
    assert "Flatten" in labels
    assert "Dense" not in labels
    assert "Input" not in labels
    QTest.keyClicks(box.line, "flatten")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert bench.graph.edges == (bench.edge("Input", "Flatten"),)
    assert bench.steps == 1
    assert (bench.port("Flatten") - at).manhattanLength() <= 12
    bench.assert_mirrors()


def test_a_wire_let_go_backwards_offers_what_can_feed_it(bench):
    bench = bench(chain(Dense()))
    at = bench.port("Dense") + QPoint(-120, 60)
    bench.drag(bench.port("Dense"), at)
    box = search_box()
    labels = {box.list.item(row).text() for row in range(box.list.count())}
    assert "Loss" not in labels
    QTest.keyClicks(box.line, "input")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert bench.graph.edges == (bench.edge("Input", "Dense"),)
    assert (bench.output("Input") - at).manhattanLength() <= 12


def test_a_double_click_on_a_wire_inserts(bench):
    bench = bench(chain(Dense(), Dense(), spacing=400))
    QTest.mouseDClick(bench.viewport, Qt.MouseButton.LeftButton, pos=bench.wire("Dense", "Dense 2"))
    box = search_box()
    QTest.keyClicks(box.line, "dropout")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert set(bench.graph.edges) == {
        bench.edge("Dense", "Dropout"),
        bench.edge("Dropout", "Dense 2"),
    }


def test_a_double_click_on_a_card_opens_it(bench):
    bench = bench(chain(Dense(), Dense()))
    opened = []
    bench.canvas.opened.connect(opened.append)
    QTest.mouseDClick(bench.viewport, Qt.MouseButton.LeftButton, pos=bench.card("Dense 2"))
    assert opened == [2]
    assert search_box() is None


def test_a_layer_added_by_name_follows_the_selected_one(bench):
    bench = bench()
    for kind in ("Input", "Dense", "Dense", "Loss"):
        bench.canvas.add_layer(kind)
    assert bench.graph.edges == chain(Input(), Dense(), Dense(), Loss()).edges
    assert bench.steps == 4
    bench.click(bench.card("Dense"))
    bench.canvas.add_layer("Dense")
    assert len(bench.graph.edges) == 3
    bench.assert_mirrors()


def test_the_right_click_menu_adds_at_the_pointer(bench):
    bench = bench(chain(Dense()))
    at = QPoint(700, 500)
    menu = bench.menu(at)
    action = next(a for a in menu.findChildren(object, "add_Dropout"))
    action.trigger()
    menu.close()
    assert (bench.canvas.where(2) - at).manhattanLength() <= 12


def test_the_right_click_menu_of_a_wire_inserts(bench):
    bench = bench(chain(Dense(), Dense(), spacing=400))
    menu = bench.menu(bench.wire("Dense", "Dense 2"))
    assert menu.findChildren(object, "add_Loss") == []
    menu.findChildren(object, "add_Dropout")[0].trigger()
    menu.close()
    assert len(bench.graph.edges) == 2
    assert bench.steps == 1


def test_the_right_click_menu_of_a_card_selects_it_and_offers_its_cure(bench):
    bench = bench(chain(Input((1, 4, 4)), Dense(), Loss()))
    menu = bench.menu(bench.card("Dense"))
    assert bench.selected() == {"Dense"}
    fix = menu.findChildren(object, "fix")[0]
    assert fix.text() == "Insert Flatten"
    fix.trigger()
    menu.close()
    assert "Flatten" in {node.name for node in bench.graph.nodes.values()}


def test_the_right_click_keeps_a_selection_it_falls_into(bench):
    bench = bench(chain(Dense(), Dense(), Dense()))
    bench.document.select([1, 2])
    bench.menu(bench.card("Dense")).close()
    assert bench.selected() == {"Dense", "Dense 2"}
    bench.menu(bench.card("Dense 3")).close()
    assert bench.selected() == {"Dense 3"}


def test_every_block_is_sound_for_its_usual_input():
    for block in BLOCKS:
        graph = block.made(None)
        result = check(graph)
        assert result.shapes.keys() == graph.nodes.keys()
        assert len(graph.nodes) > 2
        assert graph.outgoing[max(graph.nodes)] == ()


def test_a_block_is_added_in_one_step(bench):
    bench = bench(chain(Input((1, 8, 8))))
    bench.drag(bench.output("Input"), bench.output("Input") + QPoint(120, 60))
    box = search_box()
    labels = {box.list.item(row).text() for row in range(box.list.count())}
    assert "Residual block" in labels
    assert "MLP block" not in labels
    QTest.keyClicks(box.line, "resnet")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert bench.steps == 1
    assert bench.document.undo_stack.undoText() == "Add Residual block"
    assert bench.document.check.shapes.keys() == bench.graph.nodes.keys()
    assert len(bench.graph.outgoing[1]) == 2
    assert len(bench.document.selection) == len(bench.graph.nodes) - 1
    bench.assert_mirrors()
    bench.undo()
    assert len(bench.graph.nodes) == 1


def test_a_block_goes_into_a_wire(bench):
    bench = bench(chain(Input((4,)), Loss()))
    menu = bench.menu(bench.wire("Input", "Loss"))
    next(
        action for action in menu.findChildren(QAction) if action.text() == "Residual block"
    ).trigger()
    menu.close()
    assert bench.document.check.shapes.keys() == bench.graph.nodes.keys()
    last = bench.graph.incoming[bench.graph.named("Loss").id][0].source
    assert bench.graph.nodes[last].name == "Activation"
    assert bench.graph.named("Loss").at[0] >= bench.graph.nodes[last].at[0] + 200
    places = [node.at for node in bench.graph.nodes.values()]
    assert len(set(places)) == len(places)


def test_a_block_alone_has_no_wires_to_the_rest(bench):
    bench = bench(chain(Dense()))
    menu = bench.menu(QPoint(700, 500))
    next(action for action in menu.findChildren(QAction) if action.text() == "MLP block").trigger()
    menu.close()
    assert len(bench.graph.nodes) == 3
    assert bench.graph.edges == (bench.edge("Dense 2", "Dense 3"),)


def test_while_nobody_has_looked_elsewhere_everything_stays_in_sight(bench):
    bench = bench()
    for kind in ("Input", *["Dense"] * 12, "Loss"):
        bench.canvas.add_layer(kind)
        assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())
    bench.wheel(QPoint(300, 300), 8)
    zoom = bench.canvas.view.zoom
    bench.canvas.add_layer("Dense")
    assert bench.canvas.view.zoom == zoom
