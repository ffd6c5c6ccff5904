"""A frame saved as a block can be added anywhere, in any project."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from bpgui.engine.check import check
from bpgui.engine.framing import framed
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas import shelf as the_shelf
from bpgui.gui.canvas.blocks import BLOCKS

TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return


def block_graph(collapsed: bool = True) -> Graph:
    """Input 1, a residual block of Dense 2 and 3 and Add 4 in a group, Dense 5, Loss 6."""
    graph = chain(Input((3,)), Dense(3), Dense(3), Add(), Dense(1), Loss()).connect(1, 4)
    return framed(graph, [2, 3, 4], "Skip it", collapsed=collapsed)


def saved(bench, **options):
    b = bench(block_graph(**options))
    b.canvas.selection.only([2, 3, 4])
    b.canvas.actions_by_name["save_block"].trigger()
    return b


def test_a_saved_block_is_found_by_its_name_and_wired(bench, shelf):
    b = saved(bench)
    assert b.said[-1].startswith("Saved Skip it as a block")
    assert [path.name for path in shelf.iterdir()] == ["Skip it.json"]
    other = bench(chain(Input((3,)), Dense(1), Loss()))
    other.drag(other.output("Dense"), other.output("Dense") + QPoint(20, 150))
    other.close_popups()
    other.drag(other.output("Input"), other.output("Input") + QPoint(20, 150))
    other.type("skip it")
    other.key(ENTER)
    assert other.steps == 1
    graph = other.graph
    assert [frame.title for frame in graph.frames.values()] == ["Skip it"]
    assert len(graph.contents[1]) == 3
    assert sum(edge.source == 1 and edge.target in graph.contents[1] for edge in graph.edges) == 2
    assert check(graph).shapes.keys() == graph.nodes.keys()
    assert other.canvas.scene.around.groups.keys() == {1}
    other.assert_mirrors()
    other.undo()
    other.assert_mirrors()


def test_a_block_is_put_into_a_wire(bench):
    saved(bench, collapsed=False)
    b = bench(chain(Input((3,)), Dense(1), Loss()))
    spot = b.wire("Input", "Dense")
    menu = b.menu(spot)
    action = next(
        action
        for inner in menu.findChildren(QMenu)
        for action in inner.actions()
        if action.text() == "Skip it" and inner.title() == "Ready Blocks"
    )
    action.trigger()
    menu.close()
    assert b.document.check.shapes.keys() == b.graph.nodes.keys()
    assert {e.source for e in b.graph.incoming[2]} == {max(b.graph.contents[1])}
    b.assert_mirrors()


def test_the_newer_block_of_a_title_takes_the_place_of_the_older(bench):
    saved(bench)
    saved(bench, collapsed=False)
    assert [block.label for block in the_shelf.own()] == ["Skip it"]


def test_what_has_no_way_in_or_out_is_no_block(bench, shelf):
    for ids, word in (([1, 2], "input that is open"), ([5, 6], "one way out")):
        b = bench(framed(block_graph(), ids, "Part"))
        b.canvas.selection.only(ids)
        b.canvas.actions_by_name["save_block"].trigger()
        assert word in b.said[-1]
    b.canvas.selection.only()
    b.canvas.actions_by_name["save_block"].trigger()
    assert b.said[-1].startswith("Select a frame")
    assert not shelf.exists()


def test_a_block_can_be_forgotten(bench, shelf):
    b = saved(bench)
    menu = b.menu(QPoint(5, 5))
    forget = menu.findChild(QMenu, "forget_blocks")
    forget.actions()[0].trigger()
    menu.close()
    assert list(shelf.iterdir()) == []
    assert b.said[-1] == "Forgot the block Skip it."


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:40],
        lambda text: "[]",
        lambda text: text.replace("Dense", "Nothing"),
        lambda text: json.dumps({**json.loads(text), "frames": []}),
        lambda text: json.dumps({**json.loads(text), "nodes": []}),
        lambda text: "x" * 6_000_000,
        lambda text: "\0",
    ],
)
def test_a_file_that_is_no_block_is_passed_over(bench, shelf, spoil):
    saved(bench)
    path = shelf / "Skip it.json"
    path.write_text(spoil(path.read_text()))
    assert the_shelf.blocks() == list(BLOCKS)


def test_a_strange_shape_is_not_believed(bench, shelf):
    saved(bench)
    path = shelf / "Skip it.json"
    for shape in ([-3], "x", [1] * 9, [True], [10**9]):
        path.write_text(json.dumps({**json.loads(path.read_text()), "usual": shape}))
        assert the_shelf.own()[0].usual == (2,)


def test_where_it_cannot_be_written_that_is_said(bench, shelf):
    shelf.write_text("a file in the way")
    b = saved(bench)
    assert "Skip it.json" in b.said[-1]


def test_the_palette_gives_blocks_by_their_names(bench):
    saved(bench)
    b = bench(chain(Input((3,)), Dense(1), Loss()))
    assert ("Skip it", "your own, 3 layers") in b.canvas.ready_blocks()
    assert b.drop_layer("block:Skip it", b.wire("Input", "Dense"))
    assert b.steps == 1
    assert check(b.graph).shapes.keys() == b.graph.nodes.keys()
    b.assert_mirrors()
    b.canvas.add_layer("block:MLP block")
    assert b.document.undo_stack.undoText() == "Add MLP block"
    b.assert_mirrors()
    assert not b.drop_layer("block:Unheard of", QPoint(20, 20))


def test_the_window_is_told_of_blocks_that_come_and_go(bench, qtbot):
    b = bench(block_graph())
    b.canvas.selection.only([2, 3, 4])
    with qtbot.waitSignal(b.canvas.blocks_changed):
        b.canvas.actions_by_name["save_block"].trigger()
