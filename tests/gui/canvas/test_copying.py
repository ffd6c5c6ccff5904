"""Cut, copy, paste, duplicate."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication

from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.clipboard import MOST_NODES, PasteError, from_text, merged, to_text

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier
FOUR = chain(Input(), Dense(), Dense(units=3), Loss())


def clipboard(text=None):
    if text is not None:
        QGuiApplication.clipboard().setText(text)
    return QGuiApplication.clipboard().text()


@pytest.fixture(autouse=True)
def pointer_elsewhere():
    QCursor.setPos(5000, 5000)


def test_copies_are_json_text(bench):
    bench = bench(FOUR)
    bench.document.select([2, 3])
    bench.key(Qt.Key.Key_C, CTRL)
    data = json.loads(clipboard())
    assert [node["name"] for node in data["nodes"]] == ["Dense", "Dense 2"]
    assert data["edges"] == [{"source": 2, "target": 3, "port": "x"}]
    assert data["incoming"] == [{"source": 1, "target": 2, "port": "x"}]
    assert bench.steps == 0


def test_paste_brings_the_wires_inside_along(bench):
    bench = bench(FOUR)
    bench.document.select([2, 3])
    bench.key(Qt.Key.Key_C, CTRL)
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.selected() == {"Dense 3", "Dense 4"}
    assert bench.edge("Dense 3", "Dense 4") in bench.graph.edges
    assert len(bench.graph.edges) == len(FOUR.edges) + 1
    assert bench.graph.named("Dense 4").layer == Dense(units=3)
    assert bench.steps == 1
    bench.assert_mirrors()
    bench.undo()
    assert bench.graph == FOUR


def test_paste_lands_at_the_pointer(bench):
    bench = bench(FOUR)
    bench.document.select([2])
    bench.key(Qt.Key.Key_C, CTRL)
    at = QPoint(300, 480)
    QCursor.setPos(bench.viewport.mapToGlobal(at))
    bench.key(Qt.Key.Key_V, CTRL)
    assert (bench.canvas.where(5) - at).manhattanLength() <= 12


def test_pastes_do_not_hide_each_other(bench):
    bench = bench(FOUR)
    bench.document.select([2])
    bench.key(Qt.Key.Key_C, CTRL)
    for _ in range(3):
        bench.key(Qt.Key.Key_V, CTRL)
    assert len({node.at for node in bench.graph.nodes.values()}) == 7


def test_paste_with_wires_is_fed_as_the_original(bench):
    bench = bench(FOUR)
    bench.document.select([2, 3])
    bench.key(Qt.Key.Key_C, CTRL)
    bench.key(Qt.Key.Key_V, CTRL_SHIFT)
    assert bench.edge("Input", "Dense 3") in bench.graph.edges
    assert bench.steps == 1


def test_paste_with_wires_leaves_out_what_is_gone(bench):
    bench = bench(FOUR)
    bench.document.select([2])
    bench.key(Qt.Key.Key_C, CTRL)
    bench.document.edit_graph(bench.graph.remove([1]), "Delete Input")
    bench.key(Qt.Key.Key_V, CTRL_SHIFT)
    assert bench.graph.incoming[bench.graph.named("Dense 3").id] == ()


def test_cut_heals_and_pastes_back(bench):
    bench = bench(FOUR)
    bench.document.select([2])
    bench.key(Qt.Key.Key_X, CTRL)
    assert bench.edge("Input", "Dense 2") in bench.graph.edges
    assert bench.document.undo_stack.undoText() == "Cut Dense"
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.graph.named("Dense").layer == Dense()


def test_duplicate_leaves_the_clipboard_alone(bench):
    bench = bench(FOUR)
    clipboard("mine")
    bench.document.select([2, 3])
    bench.key(Qt.Key.Key_D, CTRL)
    assert bench.edge("Dense 3", "Dense 4") in bench.graph.edges
    assert bench.graph.named("Dense 3").at[1] >= bench.graph.named("Dense").at[1] + 112
    assert bench.selected() == {"Dense 3", "Dense 4"}
    assert clipboard() == "mine"
    bench.assert_mirrors()


def test_between_two_windows(bench):
    first, second = bench(FOUR), bench(Graph().add(Add()))
    first.document.select(FOUR.nodes)
    first.canvas.actions_by_name["copy"].trigger()
    second.canvas.actions_by_name["paste"].trigger()
    names = [node.name for node in second.graph.nodes.values()]
    assert names == ["Add", "Input", "Dense", "Dense 2", "Loss"]
    assert len(second.graph.edges) == 3
    second.assert_mirrors()


@pytest.mark.parametrize("command", ["copy", "cut", "duplicate"])
def test_nothing_selected_is_said(bench, command):
    bench = bench(FOUR)
    bench.canvas.actions_by_name[command].trigger()
    assert bench.said[-1].startswith("Select a layer to")
    assert bench.steps == 0


GOOD = json.loads(to_text(FOUR, [1, 2]))


def spoiled(**changes):
    return json.dumps({**GOOD, **changes})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no layers"),
        ("Dear Sir or Madam", "no layers"),
        ("{", "no layers"),
        ("[" * 100_000, "no layers"),
        ('{"a": ' * 10_000, "no layers"),
        ('{"format": "other"}', "no layers"),
        ("[1, 2]", "no layers"),
        (spoiled(version=99), "newer"),
        (spoiled(version=None), "newer"),
        (spoiled(nodes=[], edges=[]), "no layers"),
        (spoiled(nodes=7), "cannot be pasted"),
        (spoiled(nodes=[{"id": 1}]), "cannot be pasted"),
        (spoiled(nodes=[{**GOOD["nodes"][0], "layer": {"kind": "Warp"}}]), "Warp"),
        (spoiled(nodes=[{**GOOD["nodes"][0], "layer": {"kind": "Dense", "units": 0}}]), "Units"),
        (spoiled(nodes=[{**GOOD["nodes"][0], "at": [1e999, 0]}]), "cannot be pasted"),
        (spoiled(edges=[{"source": 1, "target": 77, "port": "x"}]), "cannot be pasted"),
        (spoiled(nodes=GOOD["nodes"] * 4000), f"at most {MOST_NODES:,}"),
    ],
)
def test_what_cannot_be_pasted_is_said_in_a_sentence(bench, text, words):
    bench = bench(FOUR)
    clipboard(text)
    bench.canvas.actions_by_name["paste"].trigger()
    assert bench.graph == FOUR
    assert len(bench.said) == 1
    assert words in bench.said[0]
    assert len(bench.said[0]) < 400


@pytest.mark.parametrize(
    "incoming",
    [
        None,
        7,
        [None],
        [{}],
        [{"source": [], "target": {}, "port": 1}],
        [{"source": 9, "target": 2, "port": "nope"}],
    ],
)
def test_foreign_wires_are_left_out(bench, incoming):
    bench = bench(FOUR)
    clipboard(spoiled(incoming=incoming))
    bench.canvas.actions_by_name["paste_with_wires"].trigger()
    assert len(bench.graph.nodes) == 6
    bench.assert_mirrors()


def test_text_survives_the_round_trip():
    part = from_text(to_text(FOUR, FOUR.nodes))
    assert part.graph == FOUR
    with pytest.raises(PasteError):
        from_text(to_text(FOUR, []))


def test_names_in_any_script_are_kept():
    graph = FOUR.rename(2, "全连接层 ∂ ω").rename(3, "שכבה")
    part = from_text(to_text(graph, [2, 3]))
    after, ids = merged(graph, part.graph, (0, 0))
    assert after.nodes[ids[2]].name == "全连接层 ∂ ω 2"
    assert after.nodes[ids[3]].name == "שכבה 2"
    assert len({node.name for node in after.nodes.values()}) == 6
