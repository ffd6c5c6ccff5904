"""Every edit without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture(autouse=True)
def pointer_elsewhere():
    QCursor.setPos(5000, 5000)


def type_in_search(text):
    box = next(
        w
        for w in QApplication.topLevelWidgets()
        if w.objectName() == "canvas_search" and w.isVisible()
    )
    QTest.keyClicks(box.line, text)
    QTest.keyClick(box.line, Key.Key_Return)


def test_arrows_walk_along_the_wires(bench):
    graph = chain(Input(), Dense(), Dense(), Loss()).add(Add(), at=(400.0, 200.0)).connect(2, 5)
    bench = bench(graph)
    bench.key(Key.Key_Right)
    assert bench.selected() == {"Input"}
    for key, name in [
        (Key.Key_Right, "Dense"),
        (Key.Key_Right, "Dense 2"),
        (Key.Key_Down, "Add"),
        (Key.Key_Left, "Dense"),
        (Key.Key_Left, "Input"),
        (Key.Key_Left, "Input"),
    ]:
        bench.key(key)
        assert bench.selected() == {name}


def test_shift_and_arrows_add_to_the_selection(bench):
    bench = bench(chain(Input(), Dense(), Dense()))
    bench.key(Key.Key_Right)
    bench.key(Key.Key_Right, SHIFT)
    bench.key(Key.Key_Right, SHIFT)
    assert bench.selected() == {"Input", "Dense", "Dense 2"}


def test_walking_brings_the_node_into_sight_and_says_what_it_is(bench):
    bench = bench(chain(Input(), *[Dense() for _ in range(30)]))
    bench.key(Key.Key_0, CTRL)
    bench.document.select([2])
    for _ in range(20):
        bench.key(Key.Key_Right)
    assert bench.selected() == {"Dense 21"}
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent([22]))
    assert bench.said[-1].startswith("Dense 21: 8 · tanh")


def test_ctrl_and_arrows_move_in_one_step(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([2])
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        bench.key(key, CTRL)
    assert bench.graph.nodes[2].at == (208.0, 16.0)
    assert bench.steps == 1
    bench.document.select([1])
    bench.key(Key.Key_Up, CTRL)
    assert bench.steps == 2
    bench.assert_mirrors()


def test_w_enter_draws_a_wire_to_the_nearest_port_that_fits(bench):
    graph = chain(Input(), Dense(), Dense()).disconnect(*chain(Input(), Dense(), Dense()).edges)
    bench = bench(graph)
    bench.document.select([1])
    bench.key(Key.Key_W)
    assert bench.said[-1] == "Press Enter to connect to Dense."
    bench.key(Key.Key_Return)
    assert bench.graph.edges == (bench.edge("Input", "Dense"),)
    assert not bench.canvas.hands.busy
    bench.assert_mirrors()


def test_arrows_choose_the_port_and_say_why_not(bench):
    bench = bench(
        chain(Input(), Dense(), Dense()).disconnect(chain(Input(), Dense(), Dense()).edges[1])
    )
    bench.document.select([2])
    bench.key(Key.Key_W)
    bench.key(Key.Key_Right)
    bench.key(Key.Key_Left)
    bench.key(Key.Key_Return)
    assert bench.edge("Dense", "Dense 2") in bench.graph.edges
    bench.document.select([3])
    bench.key(Key.Key_W)
    for _ in range(3):
        bench.key(Key.Key_Right)
        if "cycle" in bench.said[-1]:
            break
    assert "cycle" in bench.said[-1]
    before = bench.graph
    bench.key(Key.Key_Return)
    assert bench.graph == before


def test_delete_removes_the_wire_that_is_aimed_at(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([1])
    bench.key(Key.Key_W)
    bench.key(Key.Key_Right)
    bench.key(Key.Key_Delete)
    assert bench.graph.edges == ()
    assert len(bench.graph.nodes) == 2
    assert not bench.canvas.hands.busy


def test_escape_leaves_the_wire(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([1])
    bench.key(Key.Key_W)
    assert bench.canvas.hands.busy
    bench.key(Key.Key_Escape)
    assert not bench.canvas.hands.busy
    assert bench.canvas.scene.fits is None
    assert bench.selected() == {"Input"}


def test_a_click_leaves_the_wire(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([1])
    bench.key(Key.Key_W)
    bench.click(bench.card("Dense"))
    assert not bench.canvas.hands.busy
    assert bench.selected() == {"Dense"}


def test_a_wire_is_left_when_the_keyboard_goes_elsewhere(bench, qtbot):
    bench = bench(chain(Input(), Dense()))
    field = QLineEdit(bench.canvas)
    field.show()
    bench.document.select([1])
    bench.key(Key.Key_W)
    field.setFocus()
    assert not bench.canvas.hands.busy


def test_space_held_while_the_keyboard_goes_elsewhere_pans_no_more(bench):
    bench = bench(chain(Input(), Dense()))
    field = QLineEdit(bench.canvas)
    field.show()
    QTest.keyPress(bench.canvas.view, Key.Key_Space)
    field.setFocus()
    bench.click(bench.card("Dense"))
    assert bench.selected() == {"Dense"}


def test_a_loss_draws_its_wire_backwards(bench):
    graph = chain(Dense(), Loss())
    bench = bench(graph.disconnect(*graph.edges))
    bench.document.select([2])
    bench.key(Key.Key_W)
    bench.key(Key.Key_Return)
    assert bench.graph.edges == graph.edges


def test_a_network_is_drawn_with_the_keyboard_alone(bench):
    bench = bench()
    bench.key(Key.Key_Tab)
    type_in_search("input")
    for words in ("dense", "fc", "dense", "loss"):
        bench.key(Key.Key_W)
        for _ in range(5):
            if bench.said[-1] == "Press Enter to add a layer here.":
                break
            bench.key(Key.Key_Right)
        bench.key(Key.Key_Return)
        type_in_search(words)
    wanted = chain(Input(), Dense(), Dense(), Dense(), Loss())
    assert bench.graph.edges == wanted.edges
    assert [n.layer for n in bench.graph.nodes.values()] == [n.layer for n in wanted.nodes.values()]
    assert bench.steps == 5
    bench.assert_mirrors()


def test_shift_w_removes_all_wires_of_the_selection(bench):
    bench = bench(chain(Input(), Dense(), Dense()))
    bench.document.select([2])
    bench.key(Key.Key_W, SHIFT)
    assert bench.graph.edges == ()
    assert bench.document.undo_stack.undoText() == "Disconnect Dense"


def test_f2_renames_in_place(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([2])
    bench.key(Key.Key_F2)
    bench.type("Feature map f")
    bench.key(Key.Key_Return)
    assert bench.graph.nodes[2].name == "Feature map f"
    assert bench.document.undo_stack.undoText() == "Rename Dense"
    assert QApplication.focusWidget() is bench.canvas.view
    bench.assert_mirrors()


def test_keys_typed_into_a_name_are_no_commands(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([2])
    bench.key(Key.Key_F2)
    for key in (Key.Key_Backspace, Key.Key_L, Key.Key_F, Key.Key_W, Key.Key_Delete):
        bench.key(key)
    bench.key(Key.Key_A, CTRL)
    assert bench.canvas.findChild(object, "canvas_rename").text() == "lfw"
    bench.key(Key.Key_Escape)
    assert bench.graph.nodes[2].name == "Dense"
    assert bench.steps == 0


def test_tab_keeps_the_name_and_stays_on_the_canvas(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([2])
    bench.key(Key.Key_F2)
    bench.type("h")
    bench.key(Key.Key_Tab)
    assert bench.graph.nodes[2].name == "h"
    assert QApplication.focusWidget() is bench.canvas.view


def test_a_click_elsewhere_keeps_the_name(bench):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([2])
    bench.key(Key.Key_F2)
    bench.type("h")
    bench.click(QPoint(20, 20))
    assert bench.graph.nodes[2].name == "h"


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ("全连接层", "全连接层", ""),
        ("Input", "Input 2", "There is a Input already: this one is called Input 2."),
        ("   ", "Dense", "A layer needs a name: it is called Dense."),
        ("a/b", "a b", ""),
    ],
)
def test_names_are_made_unique_visibly(bench, typed, name, said):
    bench = bench(chain(Input(), Dense()))
    bench.document.select([2])
    bench.key(Key.Key_F2)
    bench.canvas.findChild(object, "canvas_rename").setText(typed)
    bench.key(Key.Key_Return)
    assert bench.graph.nodes[2].name == name
    assert bench.said[-1:] == ([said] if said else [])
    bench.assert_mirrors()


def test_ctrl_1_applies_the_cure(bench):
    bench = bench(chain(Input((1, 4, 4)), Dense(), Loss()))
    bench.document.select([2])
    bench.key(Key.Key_1, CTRL)
    assert "Flatten" in {node.name for node in bench.graph.nodes.values()}


def test_f1_asks_for_the_page_of_the_selected_layer(bench):
    bench = bench(chain(Input(), Dense()))
    asked = []
    bench.canvas.help_requested.connect(asked.append)
    bench.key(Key.Key_F1)
    [said] = bench.said
    assert said.startswith("Select a layer to read about it")
    bench.document.select([2])
    bench.key(Key.Key_F1)
    assert asked == [2]


def test_enter_opens_the_selected_layer(bench):
    bench = bench(chain(Input(), Dense()))
    opened = []
    bench.canvas.opened.connect(opened.append)
    bench.key(Key.Key_Return)
    bench.document.select([2])
    bench.key(Key.Key_Return)
    assert opened == [2]


def test_commands_on_an_empty_canvas_do_no_harm(bench):
    bench = bench()
    QApplication.clipboard().setText("nothing of ours")
    for name, action in bench.canvas.actions_by_name.items():
        if name != "add":
            action.trigger()
    for key in (Key.Key_Right, Key.Key_Up, Key.Key_Return, Key.Key_Escape):
        bench.key(key)
    assert bench.graph == Graph()
    assert bench.steps == 0


def test_every_command_has_a_name_and_no_two_share_a_shortcut(bench):
    actions = bench().canvas.actions_by_name
    keys = [key.toString() for action in actions.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert all(action.text() and action.objectName() == name for name, action in actions.items())
