"""Runs beside each other in the window: kept, listed, forked, gone on with; with mouse and keys."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPushButton, QSlider, QTableView
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.panels.runs_model import CHANGES
from bpgui.gui.window import MainWindow
from tests.gui.projects import trainer_of

LEFT = Qt.MouseButton.LeftButton


def click(window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, LEFT)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.run.settled, timeout=30_000)


def train(qtbot: QtBot, window: MainWindow, steps: int = 1_000) -> None:
    """Run, and pause after at least so many steps more."""
    goal = window.run.standing.step + steps
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step >= goal, timeout=30_000)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    settle(qtbot, window)


def retrain(window: MainWindow, **training: object) -> None:
    """Change settings of the training."""
    project = window.document.project
    changed = dataclasses.replace(project, training=replace(project.training, **training))
    window.document.edit(changed, "change")


def reset(qtbot: QtBot, window: MainWindow) -> None:
    QTest.mouseClick(window.run_bar.reset_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=30_000)
    settle(qtbot, window)


def go_back(qtbot: QtBot, window: MainWindow) -> int:
    """Stand at a kept step in the middle."""
    middle = window.run.kept[len(window.run.kept) // 2]
    slider = window.findChild(QSlider, "scrubber_slider")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    for _ in range(len(window.run.kept) // 2):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.run.standing.step == middle, timeout=30_000)
    settle(qtbot, window)
    return middle


def table(window: MainWindow) -> QTableView:
    """The list of runs, in front."""
    window.tabs.setCurrentWidget(window.runs_panel)
    return window.runs_panel.table


def select(window: MainWindow, row: int, column: int = 0) -> None:
    view = table(window)
    rect = view.visualRect(view.model().index(row, column))
    QTest.mouseClick(view.viewport(), LEFT, pos=rect.center())


def cell(window: MainWindow, row: int, column: int = 0) -> str:
    return str(table(window).model().index(row, column).data())


def losses(history: object, first: int, last: int) -> np.ndarray:
    spans = history.losses(first, last, 1_000_000)  # type: ignore[attr-defined]
    assert spans.exact
    inside = (spans.first >= first) & (spans.last <= last)
    return np.asarray(spans.mean[inside, 0])


def names(window: MainWindow) -> list[str]:
    return [past.name for past in window.librarian.archive.pasts]


# -- kept ------------------------------------------------------------------------------------------


def test_reset_keeps_the_run_that_was(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    train(qtbot, window)
    history, steps = window.run.history, window.run.standing.step
    reset(qtbot, window)
    assert names(window) == ["run 1"]
    past = window.librarian.archive.past(1)
    assert past.history is history
    assert past.steps == steps
    assert [cell(window, row) for row in (0, 1)] == ["run 2", "run 1"]
    assert cell(window, 1, 1) == f"{steps:,}"
    assert cell(window, 1, CHANGES) == "nothing"
    assert window.views[0].pasts == (past,)


def test_a_run_that_trains_is_kept_with_its_last_weights(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step > 500, timeout=30_000)
    reset(qtbot, window)
    past = window.librarian.archive.past(1)
    assert past.state is not None
    assert past.state.step == past.steps


def test_a_run_that_has_hardly_begun_is_not_kept(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    QTest.mouseClick(window.run_bar.step_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    reset(qtbot, window)
    reset(qtbot, window)
    assert names(window) == []


def test_running_with_changed_settings_keeps_the_run_and_says_what_changed(  # type: ignore[no-untyped-def]
    open_window, qtbot: QtBot
) -> None:
    window = open_window()
    train(qtbot, window)
    retrain(window, batch_size=20, learning_rate=0.5)
    train(qtbot, window)
    assert cell(window, 1, CHANGES) == "learning rate 0.01 → 0.5; batch size 10 → 20"
    assert cell(window, 0, CHANGES) == ""
    window.document.undo_stack.undo()
    assert cell(window, 1, CHANGES) == "nothing"


def test_another_project_has_no_past_runs(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    train(qtbot, window)
    reset(qtbot, window)
    window.files.open_example("xor")
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=30_000)
    assert names(window) == []
    assert cell(window, 0) == "run 1"


# -- the list --------------------------------------------------------------------------------------


@pytest.fixture
def two(open_window, qtbot: QtBot) -> MainWindow:  # type: ignore[no-untyped-def]
    """A window with a past run and one under way."""
    window: MainWindow = open_window()
    train(qtbot, window)
    retrain(window, batch_size=20)
    train(qtbot, window)
    assert names(window) == ["run 1"]
    return window


def test_a_tick_hides_and_shows_its_curves(two: MainWindow) -> None:
    view = table(two)
    rect = view.visualRect(view.model().index(1, 0))
    tick = QPoint(rect.left() + 14, rect.center().y())
    QTest.mouseClick(view.viewport(), LEFT, pos=tick)
    assert two.views[0].pasts == ()
    select(two, 1)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert [past.number for past in two.views[0].pasts] == [1]


@pytest.mark.parametrize("row", [0, 1])
def test_a_run_is_renamed_in_its_place(two: MainWindow, qtbot: QtBot, row: int) -> None:
    view = table(two)
    select(two, row)
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.state() == QAbstractItemView.State.EditingState
    editor = view.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, "small batches")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(two, row) == "small batches", timeout=10_000)
    archive = two.librarian.archive
    assert (archive.present if row == 0 else archive.past(1).name) == "small batches"


def test_a_deleted_run_can_be_brought_back(two: MainWindow, qtbot: QtBot) -> None:
    select(two, 1)
    QTest.keyClick(table(two), Qt.Key.Key_Delete)
    assert names(two) == []
    assert two.views[0].pasts == ()
    assert "run 1" in two.notice.text
    click(two, "notice_action")
    assert names(two) == ["run 1"]
    click(two, "runs_delete_all_button")
    assert names(two) == []


def test_its_settings_can_be_taken_and_that_undone(two: MainWindow) -> None:
    select(two, 1)
    click(two, "runs_take_button")
    assert two.document.project.training.batch_size == 10
    assert two.run.stale
    two.document.undo_stack.undo()
    assert two.document.project.training.batch_size == 20
    assert not two.run.stale


def test_a_past_run_is_gone_on_with_where_it_ended(two: MainWindow, qtbot: QtBot) -> None:
    past = two.librarian.archive.past(1)
    select(two, 1)
    click(two, "runs_resume_button")
    qtbot.waitUntil(lambda: two.run.standing.step == past.steps, timeout=30_000)
    settle(qtbot, two)
    assert names(two) == ["run 1", "run 2"]
    assert two.document.project.training.batch_size == 10
    train(qtbot, two, 200)
    assert two.run.history.first == 0
    assert two.run.history.last >= past.steps + 200
    np.testing.assert_array_equal(
        losses(two.run.history, 1, past.steps), losses(past.history, 1, past.steps)
    )


def test_the_present_run_is_up_to_date_when_the_list_comes_to_the_front(
    open_window,  # type: ignore[no-untyped-def]
    qtbot: QtBot,
) -> None:
    window = open_window()
    train(qtbot, window)
    assert not window.runs_panel.isVisible()
    assert cell(window, 0, 1) == f"{window.run.standing.step:,}"
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.settled, timeout=30_000)
    assert cell(window, 0, 1) == f"{window.run.standing.step:,}"


def test_all_is_told_of_the_run_that_is_selected(two: MainWindow) -> None:
    words = two.findChild(QLabel, "runs_words")
    select(two, 1)
    assert words.isVisible()
    assert words.text() == "run 1. Changed since: batch size 10 → 20."
    select(two, 0)
    assert words.text() == "run 2. The present run."


def test_nothing_can_be_done_with_the_present_run_or_with_none(two: MainWindow) -> None:
    for row in (None, 0):
        if row is not None:
            select(two, row)
        for name in ("runs_take_button", "runs_resume_button", "runs_delete_button"):
            button = two.findChild(QPushButton, name)
            assert not button.isEnabled()
            assert "past run" in button.toolTip()


# -- forks -----------------------------------------------------------------------------------------


def test_a_fork_with_nothing_changed_repeats_the_run_exactly(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    train(qtbot, window, 3_000)
    last = window.run.standing.step
    middle = go_back(qtbot, window)
    click(window, "scrubber_fork")
    qtbot.waitUntil(lambda: window.run.standing.step > last, timeout=30_000)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    settle(qtbot, window)
    past, history = window.librarian.archive.past(1), window.run.history
    assert (past.history.first, past.steps, history.first) == (0, last, 0)
    np.testing.assert_array_equal(losses(history, 1, last), losses(past.history, 1, last))
    one, other = history.norms(1, last, 10**6), past.history.norms(1, last, 10**6)
    np.testing.assert_array_equal(one.mean[:last], other.mean[:last])
    assert window.librarian.archive.origin == f"step {middle:,} of run 1"
    assert [step for step in window.run.kept if step <= middle][-1] == middle


def test_running_on_from_an_earlier_step_keeps_what_had_come_after(  # type: ignore[no-untyped-def]
    open_window, qtbot: QtBot
) -> None:
    window = open_window()
    train(qtbot, window)
    last = window.run.standing.step
    middle = go_back(qtbot, window)
    train(qtbot, window, 20)
    assert window.librarian.archive.past(1).steps == last
    assert window.run.standing.step >= middle + 20


def test_a_fork_takes_weights_and_optimiser_and_what_was_changed(  # type: ignore[no-untyped-def]
    open_window, qtbot: QtBot
) -> None:
    window = open_window()
    train(qtbot, window)
    state = window.run.state
    assert state is not None
    retrain(window, batch_size=40)
    assert "Continue" in window.findChild(QPushButton, "notice_action_1").text()
    click(window, "notice_action_1")
    qtbot.waitUntil(lambda: window.run.standing.step > state.step, timeout=30_000)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    assert not window.run.stale
    assert window.run.project == window.document.project
    trainer = trainer_of(window.run)
    assert trainer.training.batch_size == 40
    assert names(window) == ["run 1"]
    window.run.go_to(state.step)
    qtbot.waitUntil(lambda: window.run.standing.step == state.step, timeout=30_000)
    trainer = trainer_of(window.run)
    there = trainer.state()
    for name, array in state.parameters.items():
        np.testing.assert_array_equal(there.parameters[name], array)
    for name, array in state.moments.items():
        np.testing.assert_array_equal(there.moments[name], array)


def test_a_fork_of_a_changed_diagram_keeps_the_curves_of_before(  # type: ignore[no-untyped-def]
    open_window, qtbot: QtBot
) -> None:
    window = open_window()
    train(qtbot, window)
    step = window.run.standing.step
    before = losses(window.run.history, 1, step)
    graph = window.document.graph
    hidden = next(id for id, node in graph.nodes.items() if node.name == "Hidden 1")
    layer = replace(graph.nodes[hidden].layer, units=5)
    window.document.edit_graph(graph.with_layer(hidden, layer), "narrow")
    click(window, "scrubber_fork")
    qtbot.waitUntil(lambda: window.run.standing.step > step + 100, timeout=30_000)
    np.testing.assert_array_equal(losses(window.run.history, 1, step), before)
    assert window.run.history.norms(0, step + 100, 10**6).first[0] == 1


def test_continue_says_why_it_cannot(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    button = window.findChild(QPushButton, "scrubber_fork")
    assert not button.isEnabled()
    assert "trained" in button.toolTip()
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step > 100, timeout=30_000)
    assert not button.isEnabled()
    assert "Pause" in button.toolTip()
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    assert not button.isEnabled()
    assert "Run goes on" in button.toolTip()


def test_what_was_changed_before_going_on_is_what_sets_the_runs_apart(
    open_window,  # type: ignore[no-untyped-def]
    qtbot: QtBot,
) -> None:
    window = open_window()
    train(qtbot, window)
    go_back(qtbot, window)
    retrain(window, learning_rate=0.03)
    click(window, "scrubber_fork")
    qtbot.waitUntil(lambda: len(window.librarian.archive.pasts) == 1, timeout=30_000)
    past = window.librarian.archive.past(1)
    assert past.project.training.learning_rate == 0.01
    model = window.runs_panel.findChild(QTableView).model()
    assert model.index(1, CHANGES).data() == "learning rate 0.01 → 0.03"


def test_after_a_divergence_it_offers_a_step_before_the_harm(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    train(qtbot, window)
    well = window.run.standing.step
    graph = window.document.graph
    for id, node in graph.nodes.items():
        if hasattr(node.layer, "activation"):
            graph = graph.with_layer(id, replace(node.layer, activation="linear"))
    window.document.edit_graph(graph, "linear")
    train(qtbot, window)
    well = window.run.standing.step
    retrain(window, learning_rate=1e12)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "diverged", timeout=30_000)
    button = window.findChild(QPushButton, "notice_action")
    assert button.text().startswith("Back to step")
    step = int(button.text().removeprefix("Back to step ").replace(",", ""))
    assert 0 < step <= well
    click(window, "notice_action")
    qtbot.waitUntil(lambda: window.run.standing.step == step, timeout=30_000)
    retrain(window, learning_rate=0.001)
    train(qtbot, window, 100)
    assert window.run.standing.learning_rate == 0.001
    assert "Diverged" in window.librarian.archive.past(2).why
