"""Frames made larger and smaller by their sides, with the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from bpgui.engine.framing import framed
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from tests.gui.canvas.conftest import CTRL, NONE

ESC = Qt.Key.Key_Escape
#: A side, how far it is dragged, and what of left, top, right and bottom moves.
SIDES = [
    ((1, 0), (48, 0), (0, 0, 48, 0)),
    ((-1, 0), (-48, 0), (48, 0, 0, 0)),
    ((0, 1), (0, 48), (0, 0, 0, 48)),
    ((0, -1), (0, -48), (0, 48, 0, 0)),
    ((1, 1), (40, 48), (0, 0, 40, 48)),
    ((-1, -1), (-40, -48), (40, 48, 0, 0)),
]


def hidden() -> Graph:
    """Input 1, Dense 2 to 4, Loss 5; Dense 3 alone in a frame, far from the others."""
    graph = chain(Input(), Dense(7), Dense(9), Dense(1), Loss())
    graph = graph.move({2: (0.0, 160.0), 3: (320.0, 0.0), 4: (640.0, 0.0), 5: (840.0, 160.0)})
    return framed(graph, [3], "Hidden")


def rect(b, frame: int = 1) -> QRectF:
    return QRectF(b.canvas.scene.around.frames[frame].rect)


def at(b, sides: tuple[int, int], frame: int = 1) -> QPoint:
    """A spot at the sides of a frame, where no wire is."""
    box = rect(b, frame)
    x = {-1: box.left(), 0: box.left() + 40, 1: box.right()}[sides[0]]
    y = {-1: box.top(), 0: box.bottom() - 20, 1: box.bottom()}[sides[1]]
    return b.canvas.view.pixel(QPointF(x, y))


@pytest.mark.parametrize(("sides", "by", "room"), SIDES)
def test_a_side_or_a_corner_is_dragged_in_one_step(bench, sides, by, room):
    b = bench(hidden())
    b.canvas.view.zoom_to(1.0)
    before = rect(b)
    b.drag(at(b, sides), at(b, sides) + QPoint(*by))
    for found, wanted in zip(b.graph.frames[1].room, room, strict=True):
        assert abs(found - wanted) <= 8
        assert (found > 0) == (wanted > 0)
    left, top, right, bottom = b.graph.frames[1].room
    assert rect(b) == before.adjusted(-left, -top, right, bottom)
    assert b.steps == 1
    assert b.document.undo_stack.undoText() == "Resize Hidden"
    b.assert_mirrors()
    b.undo()
    assert b.graph == hidden()
    assert rect(b) == before


def test_a_frame_gets_no_smaller_than_what_it_holds(bench):
    b = bench(hidden())
    before = rect(b)
    b.drag(at(b, (1, 0)), at(b, (1, 0)) - QPoint(120, 0))
    assert rect(b) == before
    assert b.steps == 0
    b.drag(at(b, (1, 1)), at(b, (1, 1)) + QPoint(60, 60))
    b.drag(at(b, (1, 1)), at(b, (1, 1)) - QPoint(300, 300))
    assert rect(b) == before
    assert b.steps == 2


def test_ctrl_lets_a_side_go_free_of_the_grid(bench):
    b = bench(hidden())
    b.canvas.view.zoom_to(1.0)
    b.drag(at(b, (0, 1)), at(b, (0, 1)) + QPoint(0, 27), keys=CTRL)
    assert b.graph.frames[1].room[3] == pytest.approx(27, abs=1.5)
    assert rect(b).bottom() % 8


def test_esc_in_the_middle_puts_it_back(bench):
    b = bench(hidden())
    before = rect(b)
    b.drag(at(b, (0, 1)), at(b, (0, 1)) + QPoint(0, 70), drop=False)
    assert rect(b).bottom() > before.bottom() + 40
    b.key(ESC)
    assert rect(b) == before
    assert b.steps == 0
    b.assert_mirrors()


def test_what_comes_to_lie_within_is_taken_in(bench):
    b = bench(hidden())
    b.canvas.view.zoom_to(1.0)
    b.canvas.view.look_at(QPointF(560, 80))
    corner = b.canvas.view.pixel(QPointF(640 + 152 + 40, 240))
    b.drag(at(b, (1, 1)), corner)
    assert b.graph.contents[1] == {3, 4}
    assert b.steps == 1
    assert (b.canvas.view.pixel(rect(b).bottomRight()) - corner).manhattanLength() <= 16
    b.assert_mirrors()
    b.undo()
    assert b.graph == hidden()


def test_a_frame_beside_it_is_taken_in_as_it_is(bench):
    b = bench(framed(hidden(), [4], "Other"))
    b.drag(at(b, (1, 1)), b.canvas.view.pixel(rect(b, 2).bottomRight()) + QPoint(40, 40))
    assert b.graph.frames[2].parent == 1
    assert b.graph.contents[1] == {3, 4}
    assert rect(b, 1).contains(rect(b, 2))
    b.assert_mirrors()


def test_a_frame_around_it_makes_room(bench):
    b = bench(framed(hidden(), [3, 4], "Outer"))
    before = rect(b, 2)
    b.drag(at(b, (0, 1)), at(b, (0, 1)) + QPoint(0, 90), drop=False)
    assert rect(b, 2).bottom() > before.bottom() + 40
    b.release(at(b, (0, 1)))
    assert rect(b, 2).contains(rect(b, 1))
    b.assert_mirrors()


def test_a_double_click_on_a_side_lets_it_take_no_more_than_it_needs(bench, qtbot):
    b = bench(hidden())
    before = rect(b)
    b.drag(at(b, (1, 1)), at(b, (1, 1)) + QPoint(60, 60))
    qtbot.mouseDClick(b.viewport, Qt.MouseButton.LeftButton, pos=at(b, (1, 1)))
    assert rect(b) == before
    assert b.graph == hidden()


def test_a_click_on_a_side_selects_the_frame(bench):
    b = bench(hidden())
    b.click(at(b, (1, 0)))
    assert b.canvas.selection.frames == {1}
    assert b.steps == 0


@pytest.mark.parametrize(
    ("sides", "shape"),
    [
        ((1, 0), Qt.CursorShape.SizeHorCursor),
        ((0, -1), Qt.CursorShape.SizeVerCursor),
        ((-1, -1), Qt.CursorShape.SizeFDiagCursor),
        ((1, -1), Qt.CursorShape.SizeBDiagCursor),
    ],
)
def test_the_pointer_says_which_way_a_side_goes(bench, sides, shape):
    b = bench(hidden())
    b.move(at(b, sides), Qt.MouseButton.NoButton, NONE)
    assert b.viewport.cursor().shape() == shape
    b.move(QPoint(3, 3), Qt.MouseButton.NoButton, NONE)
    assert b.viewport.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_frame_keeps_its_room_when_it_is_moved_copied_and_tidied(bench):
    b = bench(hidden())
    b.drag(at(b, (1, 1)), at(b, (1, 1)) + QPoint(60, 60))
    size, room = rect(b).size(), b.graph.frames[1].room
    bar = b.canvas.view.pixel(rect(b).topLeft() + QPointF(60, 15))
    b.drag(bar, bar + QPoint(0, 60))
    assert rect(b).size() == size
    b.key(Qt.Key.Key_D, CTRL)
    assert b.graph.frames[2].room == room
    b.canvas.selection.only()
    b.key(Qt.Key.Key_L)
    assert rect(b).size() == size
    assert not rect(b, 1).intersects(rect(b, 2))
    b.assert_mirrors()
