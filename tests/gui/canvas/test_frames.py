"""Frames: around what is selected, moved, named, coloured, and taken away again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from bpgui.engine.framing import framed
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from tests.gui.canvas.conftest import CTRL, SHIFT

G, H, F2 = Qt.Key.Key_G, Qt.Key.Key_H, Qt.Key.Key_F2
ENTER, ESC, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete


def net() -> Graph:
    """Input 1, Dense 2 to 4, Loss 5."""
    return chain(Input(), Dense(7), Dense(9), Dense(1), Loss())


def hidden() -> Graph:
    """The same, Dense and Dense 2 in a frame."""
    return framed(net(), [2, 3], "Hidden")


def bar(b, frame: int = 1) -> QPoint:
    """A spot on the title bar of a frame."""
    rect = b.canvas.scene.around.frames[frame].bar()
    return b.canvas.view.pixel(rect.topLeft() + QPointF(60, 15))


def editor() -> QLineEdit:
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    return line


def held(b) -> dict[str, set[str]]:
    graph = b.graph
    return {
        frame.title: {graph.nodes[node].name for node in graph.contents[id]}
        for id, frame in graph.frames.items()
    }


def test_ctrl_g_puts_a_frame_around_the_selection_and_asks_for_its_title(bench):
    b = bench(net())
    b.click(b.card("Dense"))
    b.click(b.card("Dense 2"), SHIFT)
    b.key(G, CTRL)
    b.type("Encoder")
    b.key(ENTER)
    assert held(b) == {"Encoder": {"Dense", "Dense 2"}}
    assert b.steps == 1
    b.assert_mirrors()
    b.undo()
    assert b.graph == net()
    b.assert_mirrors()
    b.redo()
    assert held(b) == {"Encoder": {"Dense", "Dense 2"}}


def test_esc_keeps_the_title_it_was_given(bench):
    b = bench(net())
    b.click(b.card("Dense"))
    b.key(G, CTRL)
    b.type("Nothing")
    b.key(ESC)
    assert held(b) == {"Frame 1": {"Dense"}}
    assert b.steps == 1


def test_what_cannot_be_framed_is_said(bench):
    b = bench(hidden())
    b.key(G, CTRL)
    assert b.said[-1].startswith("A frame needs a layer")
    b.click(bar(b))
    b.key(G, CTRL)
    assert "already: Hidden." in b.said[-1]
    assert b.steps == 0


def test_a_click_on_the_title_selects_the_frame_with_all_it_holds(bench):
    b = bench(hidden())
    b.click(bar(b))
    assert b.selected() == {"Dense", "Dense 2"}
    assert b.canvas.selection.frames == {1}
    b.assert_mirrors()
    b.key(ESC)
    assert b.selected() == set()
    b.assert_mirrors()


def test_a_drag_of_the_title_moves_the_frame_with_all_it_holds(bench):
    b = bench(hidden())
    before = {id: node.at for id, node in b.graph.nodes.items()}
    b.drag(bar(b), bar(b) + QPoint(0, 160))
    assert b.steps == 1
    for id, node in b.graph.nodes.items():
        assert (node.at[1] > before[id][1] + 100) == (id in (2, 3))
    assert held(b) == {"Hidden": {"Dense", "Dense 2"}}
    b.assert_mirrors()
    b.undo()
    assert b.graph == hidden()
    b.assert_mirrors()


def test_esc_in_the_middle_of_the_drag_puts_it_back(bench):
    b = bench(hidden())
    rect = b.canvas.scene.around.frames[1].rect
    b.drag(bar(b), bar(b) + QPoint(0, 160), drop=False)
    assert b.canvas.scene.around.frames[1].rect != rect
    b.key(ESC)
    assert b.canvas.scene.around.frames[1].rect == rect
    b.assert_mirrors()
    assert b.steps == 0


def test_a_double_click_on_the_title_or_f2_renames_it(bench, qtbot):
    b = bench(hidden())
    qtbot.mouseDClick(b.viewport, Qt.MouseButton.LeftButton, pos=bar(b))
    assert editor().accessibleName() == "Title of the frame"
    b.type("Trunk")
    b.key(ENTER)
    assert list(held(b)) == ["Trunk"]
    b.click(bar(b))
    b.key(F2)
    b.type(" ")
    b.key(ENTER)
    assert list(held(b)) == ["Trunk"]
    assert b.said[-1] == "A frame needs a title: it is called Trunk."
    assert b.steps == 1


def test_delete_on_a_frame_leaves_what_it_holds(bench):
    b = bench(hidden())
    b.click(bar(b))
    b.key(DELETE)
    assert b.graph == net()
    b.assert_mirrors()
    b.undo()
    assert held(b) == {"Hidden": {"Dense", "Dense 2"}}
    b.assert_mirrors()


def test_ctrl_shift_g_removes_the_frame_around_a_layer(bench):
    b = bench(hidden())
    b.click(b.card("Dense"))
    b.key(G, CTRL | SHIFT)
    assert b.graph == net()
    b.key(G, CTRL | SHIFT)
    assert b.said[-1].startswith("Select a frame")


def test_a_frame_goes_with_the_last_layer_in_it(bench):
    b = bench(hidden())
    b.click(b.card("Dense"))
    b.key(DELETE)
    assert held(b) == {"Hidden": {"Dense 2"}}
    b.click(b.card("Dense 2"))
    b.key(DELETE)
    assert held(b) == {}
    b.assert_mirrors()


def test_a_layer_dropped_on_a_frame_joins_it_and_dropped_outside_leaves(bench):
    b = bench(hidden())
    away = b.card("Dense 3") + QPoint(0, 150)
    b.drag(b.card("Dense 3"), away)
    assert held(b) == {"Hidden": {"Dense", "Dense 2"}}
    spot = b.canvas.view.pixel(b.canvas.scene.around.frames[1].rect.center())
    b.drag(b.card("Dense 3"), spot, drop=False)
    assert b.canvas.scene.around.frames[1].welcomes
    b.release(spot)
    assert held(b) == {"Hidden": {"Dense", "Dense 2", "Dense 3"}}
    assert not b.canvas.scene.around.frames[1].welcomes
    b.assert_mirrors()
    b.drag(b.card("Dense 3"), away + QPoint(80, 30))
    assert held(b) == {"Hidden": {"Dense", "Dense 2"}}
    b.assert_mirrors()
    assert b.steps == 3


def test_a_small_drag_within_a_frame_leaves_it_where_it_is(bench):
    b = bench(hidden())
    b.drag(b.card("Dense 2"), b.card("Dense 2") + QPoint(30, 20))
    assert held(b) == {"Hidden": {"Dense", "Dense 2"}}
    b.assert_mirrors()


def test_a_layer_added_in_a_frame_is_in_it(bench):
    b = bench(hidden())
    rect = b.canvas.scene.around.frames[1].rect
    assert b.drop_layer("Dropout", b.canvas.view.pixel(rect.bottomLeft() + QPointF(30, -8)))
    assert b.graph.newest.frame == 1
    b.assert_mirrors()


def test_a_layer_put_into_a_wire_of_a_frame_is_in_it(bench):
    b = bench(hidden())
    assert b.drop_layer("Dropout", b.wire("Dense", "Dense 2"))
    assert b.graph.newest.frame == 1
    assert b.drop_layer("Dropout", b.wire("Input", "Dense"))
    assert b.graph.newest.frame == 0
    b.assert_mirrors()


def test_the_menu_of_a_frame_colours_it(bench):
    b = bench(hidden())
    before = b.graph.frames[1].color
    menu = b.menu(bar(b))
    colours = menu.findChild(QMenu, "frame_colors")
    assert colours is not None
    names = [action.objectName() for action in colours.actions()]
    assert len(names) == 6
    action = next(a for a in colours.actions() if not a.isChecked())
    action.trigger()
    menu.close()
    assert b.graph.frames[1].color != before
    assert b.steps == 1


def test_the_next_colour_is_a_command(bench):
    b = bench(hidden())
    b.click(b.card("Dense"))
    seen = set()
    for _ in range(6):
        b.canvas.actions_by_name["recolor"].trigger()
        seen.add(b.graph.frames[1].color)
    assert len(seen) == 6


def test_a_copy_of_all_in_a_frame_takes_the_frame_along(bench):
    b = bench(hidden())
    b.click(bar(b))
    b.key(Qt.Key.Key_C, CTRL)
    assert '"Hidden"' in QGuiApplication.clipboard().text()
    b.key(Qt.Key.Key_V, CTRL)
    assert [set(nodes) for nodes in b.graph.contents.values()] == [{2, 3}, {6, 7}]
    b.assert_mirrors()
    b.key(Qt.Key.Key_D, CTRL)
    assert len(b.graph.frames) == 3
    b.assert_mirrors()


def test_a_copy_of_one_layer_in_a_frame_leaves_the_frame(bench):
    b = bench(hidden())
    b.click(b.card("Dense"))
    b.key(Qt.Key.Key_C, CTRL)
    assert '"frames"' not in QGuiApplication.clipboard().text()
    b.key(Qt.Key.Key_V, CTRL)
    assert len(b.graph.frames) == 1
    b.assert_mirrors()


def test_arrow_keys_move_a_frame(bench):
    b = bench(hidden())
    b.click(bar(b))
    b.key(Qt.Key.Key_Down, CTRL)
    b.key(Qt.Key.Key_Down, CTRL)
    assert b.steps == 1
    assert [b.graph.nodes[id].at[1] for id in (1, 2, 3)] == [0.0, 16.0, 16.0]
    b.assert_mirrors()


def test_frames_lie_within_each_other(bench):
    b = bench(framed(hidden(), [2, 3, 4], "Trunk"))
    b.assert_mirrors()
    b.click(bar(b, 2))
    assert b.selected() == {"Dense", "Dense 2", "Dense 3"}
    b.click(bar(b, 1))
    assert b.selected() == {"Dense", "Dense 2"}


def test_all_of_a_frame_is_fitted_and_exported(bench):
    b = bench(hidden())
    rect = b.canvas.scene.around.frames[1].rect
    assert b.canvas.scene.extent().contains(rect)
    b.canvas.view.fit()
    assert b.canvas.view.visible().contains(rect)


@pytest.mark.parametrize("zoom", [0.5, 0.25, 0.1])
def test_a_frame_can_be_seen_from_afar(bench, zoom):
    b = bench(hidden())
    b.canvas.view.zoom_to(zoom)
    rect = b.canvas.scene.around.frames[1].rect
    b.canvas.view.look_at(rect.center())
    picture = b.viewport.grab().toImage()
    spot = b.canvas.view.pixel(rect.topLeft() + QPointF(rect.width() - 12, 24))
    outside = b.canvas.view.pixel(rect.topLeft() - QPointF(60, -24))
    tone, ground = picture.pixelColor(spot), picture.pixelColor(outside)
    assert tone != ground
