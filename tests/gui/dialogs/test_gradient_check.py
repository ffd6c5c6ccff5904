"""The gradient check as a dialog: a row a tensor, a verdict, and an end at any time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.dialogs import GradientCheck
from bpgui.gui.window import MainWindow
from bpgui.project.examples import load_example
from bpgui.project.session import prepare

Open = Callable[..., MainWindow]


def test_every_tensor_gets_a_row_and_all_agree(qtbot: QtBot) -> None:
    dialog = GradientCheck(prepare(load_example("spiral")))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.finished_checking, timeout=20_000)
    assert [row.tensor for row in dialog.rows][:2] == ["Hidden 1/weight", "Hidden 1/bias"]
    assert dialog.summary.text().startswith("All 6 gradients are right")


def test_a_diagram_with_a_problem_says_it(open_window: Open) -> None:
    window = open_window()
    graph = window.document.graph
    window.document.edit_graph(graph.disconnect(graph.edges[0]), "Cut")
    window.action("check_gradients").trigger()
    assert "needs an input" in window.notice.text
    assert window.findChild(GradientCheck) is None


def test_a_click_on_a_row_names_its_node(qtbot: QtBot) -> None:
    dialog = GradientCheck(prepare(load_example("spiral")))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.finished_checking, timeout=20_000)
    with qtbot.waitSignal(dialog.picked) as picked:
        dialog._table.cellClicked.emit(2, 0)
    assert picked.args == [dialog.rows[2].node]


def test_it_can_be_closed_in_the_middle(qtbot: QtBot) -> None:
    dialog = GradientCheck(prepare(load_example("digits")))
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()


def test_a_step_is_said_to_have_no_slope(qtbot: QtBot) -> None:
    project = load_example("spiral")
    graph = project.graph
    (first,) = [node for node in graph.nodes.values() if node.name == "Hidden 1"]
    graph = graph.with_layer(first.id, replace(first.layer, activation="step"))
    dialog = GradientCheck(prepare(dataclasses.replace(project, graph=graph)))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.finished_checking, timeout=20_000)
    assert "not differentiable (at Hidden 1)" in dialog.summary.text()
    assert "The other 4 gradients are right" in dialog.summary.text()
    verdicts = [dialog._table.item(row, 5).text() for row in range(6)]
    assert verdicts == ["not differentiable"] * 2 + ["agrees"] * 4
