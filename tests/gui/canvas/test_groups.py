"""Groups: a frame folded into one card with ports of its own, entered, and unfolded again."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from bpgui.engine.framing import framed, with_frame
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.callout import Notice
from bpgui.gui.canvas.fits import OUT
from tests.gui.canvas.conftest import CTRL, SHIFT

H, M, W, F2 = Qt.Key.Key_H, Qt.Key.Key_M, Qt.Key.Key_W, Qt.Key.Key_F2
ENTER, ESC, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right


def net() -> Graph:
    """Input 1, Dense 2 to 4, Loss 5."""
    return chain(Input(), Dense(7), Dense(9), Dense(1), Loss())


def folded() -> Graph:
    """The same, Dense and Dense 2 folded into a group."""
    return framed(net(), [2, 3], "Hidden", collapsed=True)


def group(b, frame: int = 1) -> QPoint:
    """A spot on the card of a group."""
    card = b.canvas.scene.around.groups[frame]
    return b.canvas.view.pixel(card.frame().center()) + QPoint(0, 30)


def test_h_folds_the_selection_into_one_card_and_unfolds_it(bench):
    b = bench(net())
    b.click(b.card("Dense"))
    b.click(b.card("Dense 2"), SHIFT)
    b.key(H)
    assert b.steps == 1
    assert b.canvas.scene.cards.keys() == {1, 4, 5}
    b.assert_mirrors()
    assert b.selected() == {"Dense", "Dense 2"}
    b.key(H)
    assert b.steps == 2
    assert b.canvas.scene.cards.keys() == {1, 2, 3, 4, 5}
    assert b.canvas.selection.frames == {1}
    b.assert_mirrors()
    b.key(H)
    b.assert_mirrors()
    assert b.canvas.scene.around.groups.keys() == {1}
    for _ in range(3):
        b.undo()
        b.assert_mirrors()
    assert b.graph == net()


def test_what_cannot_be_folded_is_said(bench):
    b = bench(net())
    b.key(H)
    assert b.said[-1].startswith("Select a frame")
    b.click(b.card("Dense"))
    b.key(H)
    assert b.said[-1].startswith("Select a frame")
    assert b.steps == 0


def test_the_card_tells_what_is_inside(bench):
    b = bench(folded())
    card = b.canvas.scene.around.groups[1]
    assert card.face.name.text == "Hidden"
    assert card.face.summary.text == "2 layers"
    assert card.face.shape.text == "→ 9"
    assert card.face.bottom.text == "93 parameters"
    assert set(card.plugs()) == {(2, "x"), (3, OUT)}


def test_the_worst_problem_inside_is_on_the_card_and_can_be_cured_there(bench):
    graph = chain(Input((1, 4, 4)), Flatten(), Dense(1), Loss()).mute([2])
    b = bench(framed(graph, [2, 3], "Ends", collapsed=True))
    card = b.canvas.scene.around.groups[1]
    assert card.facts.level == "bad"
    callout = b.canvas.scene.callouts[card.node.id]
    b.click(b.canvas.view.pixel(callout.fix_place()))
    assert isinstance(b.graph.newest.layer, Flatten)
    assert b.graph.newest.frame == 1
    assert not b.canvas.scene.around.groups[1].facts.problems
    b.assert_mirrors()


def test_notices_and_gradients_of_the_layers_inside_are_on_the_card(bench):
    b = bench(folded())
    b.canvas.show_gradients({2: (3.0, 0.4), 3: (4.0, 0.7), 4: (1.0, 0.1)})
    b.canvas.show_notices({3: [Notice("Nearly all its units are dead.")]})
    card = b.canvas.scene.around.groups[1]
    assert card.gradient == (5.0, 0.7)
    assert card.notice == "warning"
    assert b.canvas.scene.callouts[card.node.id].notices[0].text.startswith("Nearly")
    b.canvas.actions_by_name["select_all"].trigger()
    b.document.enter(1)
    assert b.canvas.scene.cards[3].gradient == (4.0, 0.7)
    b.document.enter(0)
    assert b.canvas.scene.around.groups[1].gradient == (5.0, 0.7)
    b.canvas.clear_gradients()
    assert b.canvas.scene.around.groups[1].gradient is None


def test_a_click_selects_the_group_and_a_drag_moves_all_of_it(bench):
    b = bench(folded())
    b.click(group(b))
    assert b.selected() == {"Dense", "Dense 2"}
    b.drag(group(b), group(b) + QPoint(0, 120))
    assert b.steps == 1
    assert b.graph.nodes[2].at[1] == b.graph.nodes[3].at[1] > 80
    assert b.graph.nodes[3].at[0] - b.graph.nodes[2].at[0] == 200
    b.assert_mirrors()
    b.click(b.card("Input"), CTRL)
    assert b.selected() == {"Input", "Dense", "Dense 2"}
    b.click(group(b), CTRL)
    assert b.selected() == {"Input"}


def test_delete_on_a_group_removes_it_with_all_it_holds(bench):
    b = bench(folded())
    b.click(group(b))
    b.key(DELETE)
    assert b.graph.nodes.keys() == {1, 4, 5}
    assert b.edge("Input", "Dense 3") in b.graph.edges
    assert b.document.undo_stack.undoText() == "Delete Hidden"
    b.assert_mirrors()
    b.undo()
    assert b.graph == folded()
    b.assert_mirrors()


def test_wires_are_drawn_to_the_ports_of_a_group(bench):
    graph = folded().disconnect(*folded().edges)
    graph = graph.connect(2, 3)
    b = bench(graph)
    b.drag(b.output("Input"), b.port("Dense"))
    b.drag(b.output("Dense 2"), b.port("Dense 3"))
    assert {(e.source, e.target) for e in b.graph.edges} == {(1, 2), (2, 3), (3, 4)}
    b.assert_mirrors()
    b.drag(b.port("Dense 3"), b.port("Dense 3") + QPoint(-20, 150))
    assert (3, 4) not in {(e.source, e.target) for e in b.graph.edges}
    b.assert_mirrors()


def test_f2_and_m_act_on_the_group(bench):
    b = bench(folded())
    b.click(group(b))
    b.key(F2)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    b.type("Trunk")
    b.key(ENTER)
    assert b.graph.frames[1].title == "Trunk"
    b.key(M)
    assert [node.muted for node in b.graph.nodes.values()] == [False, True, True, False, False]
    assert b.canvas.scene.around.groups[1].node.muted
    b.assert_mirrors()


def test_arrows_walk_over_a_group_and_w_draws_a_wire_from_it(bench):
    b = bench(folded().disconnect(*[e for e in folded().edges if e.source == 3]))
    b.click(b.card("Input"))
    b.key(RIGHT)
    assert b.selected() == {"Dense", "Dense 2"}
    assert b.said[-1].startswith("Hidden: 2 layers: ")
    b.key(W)
    b.key(ENTER)
    assert b.edge("Dense 2", "Dense 3") in b.graph.edges
    b.assert_mirrors()
    b.key(RIGHT)
    assert b.selected() == {"Dense 3"}
    b.key(LEFT)
    assert b.selected() == {"Dense", "Dense 2"}


# -- inside ----------------------------------------------------------------------------------------


def test_enter_goes_inside_and_esc_goes_out(bench):
    b = bench(folded())
    b.click(group(b))
    b.key(ENTER)
    assert b.document.inside == 1
    scene = b.canvas.scene
    assert scene.cards.keys() == {2, 3}
    assert scene.around.pins.keys() == {(1, True), (4, False)}
    b.assert_mirrors()
    b.click(b.card("Dense"))
    b.key(ESC)
    assert b.document.inside == 1
    b.key(ESC)
    assert b.document.inside == 0
    assert b.selected() == {"Dense", "Dense 2"}
    b.assert_mirrors()
    assert b.steps == 0


def test_a_double_click_goes_inside_and_one_on_a_pin_goes_to_who_is_there(bench, qtbot):
    b = bench(folded())
    qtbot.mouseDClick(b.viewport, Qt.MouseButton.LeftButton, pos=group(b))
    assert b.document.inside == 1
    pin = b.canvas.scene.around.pins[4, False]
    spot = b.canvas.view.pixel(pin.box().center())
    qtbot.mouseDClick(b.viewport, Qt.MouseButton.LeftButton, pos=spot)
    assert b.document.inside == 0
    assert b.selected() == {"Dense 3"}
    b.assert_mirrors()


def test_the_crumbs_lead_out(bench, qtbot):
    b = bench(framed(folded(), [2, 3, 4], "Trunk", collapsed=True))
    crumbs = b.canvas.findChild(object, "canvas_crumbs")
    assert not crumbs.isVisible()
    b.document.enter(2)
    b.document.enter(1)
    assert crumbs.isVisible()
    buttons = [button.text() for button in crumbs.findChildren(QToolButton) if button.isVisible()]
    assert buttons == ["Diagram", "Trunk"]
    b.assert_mirrors()
    trunk = next(button for button in crumbs.findChildren(QToolButton) if button.text() == "Trunk")
    qtbot.mouseClick(trunk, Qt.MouseButton.LeftButton)
    assert b.document.inside == 2
    b.assert_mirrors()
    b.key(ESC)
    b.key(ESC)
    assert b.document.inside == 0
    assert not crumbs.isVisible()


def test_what_is_added_and_pasted_inside_stays_inside(bench):
    b = bench(folded())
    b.document.enter(1)
    b.canvas.add_layer("Dropout")
    assert b.graph.newest.frame == 1
    b.click(b.card("Dense"))
    b.key(Qt.Key.Key_D, CTRL)
    assert b.graph.newest.frame == 1
    b.assert_mirrors()
    b.key(Qt.Key.Key_A, CTRL)
    assert b.document.selection == set(b.graph.contents[1])
    for _ in range(2):
        b.undo()
        b.assert_mirrors()
    assert b.document.inside == 1


def test_undo_of_the_frame_leads_out_of_it(bench):
    b = bench(net())
    b.click(b.card("Dense"))
    b.click(b.card("Dense 2"), SHIFT)
    b.key(H)
    b.key(ENTER)
    assert b.document.inside == 1
    b.undo()
    assert b.document.inside == 0
    b.assert_mirrors()


def test_a_problem_inside_a_group_is_gone_to(bench):
    b = bench(folded())
    b.canvas.reveal(3)
    assert b.document.inside == 1
    assert b.selected() == {"Dense 2"}
    b.canvas.reveal(5)
    assert b.document.inside == 0
    b.canvas.reveal(4)
    assert b.document.inside == 0
    b.assert_mirrors()


def test_nothing_is_covered_when_a_group_unfolds(bench):
    graph = folded().move({2: (200.0, 0.0), 3: (400.0, 0.0), 4: (500.0, 0.0), 5: (700.0, 0.0)})
    b = bench(graph.move({1: (100.0, 0.0)}))
    b.click(group(b))
    b.key(H)
    frames = b.canvas.scene.around.frames
    for id in (1, 4, 5):
        assert not frames[1].rect.intersects(b.canvas.scene.cards[id].frame())
    b.assert_mirrors()


def test_tidying_up_moves_a_group_as_one_card(bench):
    b = bench(folded().move({4: (900.0, 400.0)}))
    b.key(Qt.Key.Key_L)
    nodes = b.graph.nodes
    assert nodes[3].at[0] - nodes[2].at[0] == 200
    cards = b.canvas.scene.level.cards.nodes
    assert len({node.at[1] for node in cards.values()}) == 1
    b.assert_mirrors()


def test_a_copy_of_a_group_is_a_group(bench):
    b = bench(folded())
    b.click(group(b))
    b.key(Qt.Key.Key_C, CTRL)
    assert '"collapsed": true' in QGuiApplication.clipboard().text()
    b.key(Qt.Key.Key_V, CTRL)
    assert len(b.canvas.scene.around.groups) == 2
    b.assert_mirrors()


@pytest.mark.parametrize("merge", [True, False])
def test_ports_lead_to_each_layer_that_reads_from_outside(bench, merge):
    graph = chain(Input(), Dense(4), Dense(4)).add(Add(), at=(600.0, 0.0))
    graph = graph.connect(2, 4).connect(3, 4) if merge else graph.connect(3, 4)
    b = bench(framed(graph, [3, 4], "Tail", collapsed=True))
    plugs = b.canvas.scene.around.groups[1].plugs()
    assert ((4, "x") in plugs) == merge
    assert (4, OUT) in plugs
    b.assert_mirrors()


def test_a_change_of_the_title_shows_on_the_card(bench):
    b = bench(folded())
    frame = dataclasses.replace(b.graph.frames[1], title="Other", color="red")
    b.document.edit_graph(with_frame(b.graph, frame), "Change")
    assert b.canvas.scene.around.groups[1].face.name.text == "Other"
    assert b.canvas.scene.around.groups[1].face.role == "loss"


def test_a_group_dropped_on_a_frame_lies_within_it_and_dropped_outside_leaves(bench):
    graph = framed(folded().move({4: (500.0, 0.0), 5: (900.0, 0.0)}), [4, 5], "End")
    b = bench(graph)
    start = group(b)
    spot = b.canvas.view.pixel(b.canvas.scene.around.frames[2].rect.center())
    b.drag(start, spot)
    assert b.graph.frames[1].parent == 2
    assert b.graph.contents[2] == {2, 3, 4, 5}
    b.assert_mirrors()
    b.drag(group(b), start)
    assert b.graph.frames[1].parent == 0
    assert b.steps == 2
    b.assert_mirrors()


def test_the_menu_of_a_group_has_its_commands(bench):
    b = bench(folded())
    menu = b.menu(group(b))
    names = [action.objectName() for action in menu.actions() if action.objectName()]
    assert {"go_in", "collapse", "rename", "mute", "unframe", "delete", "save_block"} <= {*names}
    next(action for action in menu.actions() if action.objectName() == "go_in").trigger()
    menu.close()
    assert b.document.inside == 1
    b.canvas.actions_by_name["go_out"].trigger()
    assert b.document.inside == 0
    b.canvas.actions_by_name["go_out"].trigger()
    assert b.said[-1] == "This is all of the diagram already."


def test_the_tip_of_a_group_names_its_layers(bench):
    b = bench(folded())
    tip = b.canvas.hands.tip(group(b).toPointF())
    assert "Hidden" in tip
    assert "Dense, Dense 2" in tip


def test_f1_says_what_a_group_and_a_frame_are_for(bench):
    b = bench(folded())
    b.click(group(b))
    b.key(Qt.Key.Key_F1)
    assert b.said[-1].startswith("Hidden is a frame folded into one card")
    b.key(H)
    b.key(Qt.Key.Key_F1)
    assert b.said[-1].startswith("Hidden holds layers together")
