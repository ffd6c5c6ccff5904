"""The outline and the summary."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from bpgui.engine.check import check
from bpgui.engine.framing import framed
from bpgui.engine.graph import Edge, Graph, chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas import Outline
from bpgui.gui.canvas.outline_rows import outlined
from bpgui.gui.canvas.summary import HEADINGS, markdown, rows
from bpgui.gui.document import Document
from bpgui.project.project import Project

FOUR = chain(Input(), Dense(), Dense(units=1), Loss())


@pytest.fixture
def outline(qtbot):
    """An outline on the screen, of a document with a diagram."""
    made = Outline(Document(Project(graph=FOUR)))
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def cells(outline):
    model = outline.model
    return [[model.index(r, c).data() for c in range(5)] for r in range(model.rowCount())]


def test_rows_follow_the_wires():
    graph = FOUR.add(Add()).connect(2, 5)
    table = rows(graph, check(graph))
    assert [row.name for row in table][:2] == ["Input", "Dense"]
    assert table[1].cells() == ("Dense", "Dense 8 · tanh", "Input", "8", "24")
    assert next(row for row in table if row.name == "Add").reads == "Dense"


def test_a_cycle_is_listed_too():
    graph = Graph(FOUR.nodes, (Edge(2, 3), Edge(3, 2)))
    table = rows(graph, check(graph))
    assert {row.id for row in table} == {1, 2, 3, 4}
    assert "cycle" in next(row for row in table if row.id == 2).problem


def test_markdown_is_a_table_that_lines_up():
    graph = FOUR.rename(2, "a|b")
    lines = markdown(rows(graph, check(graph))).splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == list(HEADINGS)
    assert lines[1].endswith("-: |")
    assert len({len(line) for line in lines[:6]}) == 1
    assert "a\\|b" in lines[3]
    assert lines[-1] == "4 layers, 33 parameters"


def test_the_outline_follows_every_edit(outline):
    document = outline._document
    assert [row[0] for row in cells(outline)] == ["Input", "Dense", "Dense 2", "Loss"]
    document.edit_graph(document.graph.with_layer(2, Dense(units=3)), "Units")
    assert cells(outline)[1][3:] == ["3", "9"]
    document.edit_graph(document.graph.remove([3]), "Delete")
    assert sorted(row[0] for row in cells(outline)) == ["Dense", "Input", "Loss"]
    document.undo_stack.undo()
    assert len(cells(outline)) == 4


def test_only_rows_that_changed_are_told(outline):
    told = []
    outline.model.dataChanged.connect(lambda first, last, roles: told.append(first.row()))
    document = outline._document
    document.edit_graph(document.graph.rename(2, "Hidden"), "Rename")
    assert told == [1, 2]


def test_selection_goes_both_ways(outline):
    document = outline._document
    document.select([3])
    selected = outline.table.selectionModel().selectedRows()
    assert [index.row() for index in selected] == [2]
    outline.table.selectRow(1)
    assert document.selection == {2}
    document.select([])
    assert not outline.table.selectionModel().hasSelection()


def test_enter_goes_to_the_layer(outline, qtbot):
    outline.activateWindow()
    outline.table.setFocus()
    outline.table.selectRow(1)
    outline.table.setCurrentIndex(outline.model.index(1, 0))
    with qtbot.waitSignal(outline.go_to) as asked:
        QTest.keyClick(outline.table, Qt.Key.Key_Return)
    assert asked.args == [2]


def test_a_hidden_outline_does_not_work(outline):
    outline.hide()
    document = outline._document
    document.edit_graph(document.graph.remove([3]), "Delete")
    assert len(cells(outline)) == 4
    outline.show()
    assert len(cells(outline)) == 3


def test_the_summary_is_copied(outline):
    outline.findChild(object, "outline_copy").click()
    assert QGuiApplication.clipboard().text().startswith("| Layer")


def test_the_canvas_copies_the_summary_too(bench):
    bench = bench(FOUR)
    bench.canvas.actions_by_name["copy_summary"].trigger()
    assert "| Dense 2 |" in QGuiApplication.clipboard().text()


def test_a_composite_is_opened_up(bench):
    block = layers["Transformer block"]()
    bench = bench(chain(Input((6, 8)), block))
    bench.document.select([2])
    bench.key(Qt.Key.Key_U)
    assert len(bench.graph.nodes) > 5
    assert bench.document.check.shapes.keys() == bench.graph.nodes.keys()
    assert bench.steps == 1
    assert len({node.at for node in bench.graph.nodes.values()}) == len(bench.graph.nodes)
    bench.assert_mirrors()
    bench.undo()
    assert len(bench.graph.nodes) == 2


@pytest.mark.parametrize("layer", [Dense(), layers["Transformer block"]()])
def test_what_cannot_be_opened_up_is_said(bench, layer):
    bench = bench(Graph().add(layer))
    bench.document.select([1])
    bench.key(Qt.Key.Key_U)
    assert "cannot be opened up" in bench.said[-1]
    assert bench.steps == 0


# -- frames ----------------------------------------------------------------------------------------


def test_what_is_in_a_frame_stands_below_it(outline):
    document = outline._document
    graph = framed(FOUR, [2, 3], "Hidden")
    document.edit_graph(framed(graph, [3], "Last", collapsed=True), "Frame")
    assert [row[0] for row in cells(outline)] == [
        "Input", "Hidden", "\u2003Dense", "\u2003Last", "\u2003\u2003Dense 2", "Loss",
    ]  # fmt: skip
    assert cells(outline)[1][1:] == ["Frame of 2 layers", "Input", "1", "33"]
    assert cells(outline)[3][1:] == ["Group of 1 layer", "Dense", "1", "9"]
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert outline.model.index(4, 0).data(spoken) == "Dense 2, in Last"
    assert markdown(rows(document.graph, document.check)).count("Dense 2 |") == 2
    assert outline._totals.text() == "4 layers, 33 parameters"


def test_a_frame_that_is_parted_by_others_is_listed_once():
    graph = FOUR.add(Add()).connect(2, 5)
    table = outlined(framed(graph, [1, 3, 5], "Odd"), check(graph))
    assert [row.name for row in table if row.frame] == ["Odd"]
    assert sorted(row.id for row in table if not row.frame) == [1, 2, 3, 4, 5]


def test_the_row_of_a_frame_selects_all_it_holds_and_enter_goes_inside(outline):
    document = outline._document
    document.edit_graph(framed(FOUR, [2, 3], "Hidden", collapsed=True), "Frame")
    outline.table.setFocus()
    outline.table.selectRow(1)
    assert document.selection == {2, 3}
    chosen = outline.table.selectionModel().selectedRows()
    assert [index.row() for index in chosen] == [1, 2, 3]
    outline.table.selectRow(2)
    assert document.selection == {2}
    outline.table.setCurrentIndex(outline.model.index(1, 0))
    QTest.keyClick(outline.table, Qt.Key.Key_Return)
    assert document.inside == 1
