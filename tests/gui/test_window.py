"""The window: one truth for document and run, one sentence for a fault, nothing left behind."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.engine.layers.dense import Dense
from bpgui.engine.trainer import Trainer
from bpgui.gui import theme
from bpgui.gui.dialogs import Examples, FirstSteps, Shortcuts
from bpgui.gui.dialogs.first_steps import PAGE
from bpgui.gui.window import MainWindow
from bpgui.project import file as project_file
from bpgui.project.examples import load_example
from bpgui.project.session import start
from tests.gui.dropping import drop_file
from tests.gui.projects import trainer_of

Open = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


def run_for(window: MainWindow, steps: int, qtbot: QtBot) -> None:
    """Click Run, wait for so many steps, and click Pause."""
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step >= steps, timeout=30_000)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)


def wider(window: MainWindow) -> None:
    """An edit of the diagram: another width of the first hidden layer."""
    graph = window.document.graph
    node = next(node for node in graph.nodes.values() if isinstance(node.layer, Dense))
    layer = replace(node.layer, units=node.layer.units + 1)
    window.document.edit_graph(graph.with_layer(node.id, layer), "Widen")


def test_the_first_window_stands_ready_with_the_spiral(open_window: Open) -> None:
    window = open_window()
    assert window.windowTitle() == "spiral[*] — bpgui"
    assert window.run_bar.pill.text() == "Ready"
    assert not window.isWindowModified()


@pytest.mark.parametrize(("name", "measure"), [("digits", "%"), ("autoencoder", "")])
def test_what_only_repeats_its_input_has_no_accuracy(
    open_window: Open, qtbot: QtBot, name: str, measure: str
) -> None:
    """Though the data have classes, an auto-encoder's score is R2, which may be far below zero."""
    window = open_window(name)
    qtbot.waitUntil(lambda: window.run_bar.fact("accuracy") != "–")
    assert window.run_bar.fact("accuracy").endswith("%") is (measure == "%")


def test_the_keyboard_runs_steps_and_resets(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    standing = lambda: window.run.standing  # noqa: E731
    QTest.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: standing().step == 1 and standing().status == "paused")
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: standing().step > 10)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: standing().status == "paused")
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: standing().step == 0 and standing().status == "ready")


def test_an_edit_while_training_leaves_the_run_alone(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    project = window.document.project
    batches: list[object] = []
    window.run.advanced.connect(batches.append)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step > 500, timeout=30_000)
    wider(window)
    assert window.run.running
    assert "changed since this run began" in window.notice.text
    qtbot.waitUntil(lambda: window.run.standing.step > 3_000, timeout=30_000)
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    seen = np.concatenate([r.losses for batch in batches for r in batch.reports])  # type: ignore[attr-defined]
    alone = np.concatenate([r.losses for r in start(project).make(len(seen))])
    np.testing.assert_array_equal(seen, alone)


def test_run_after_an_edit_trains_what_is_seen(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    run_for(window, 100, qtbot)
    wider(window)
    assert window.run_bar.pill.text() == "Changed"
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.running and window.run.standing.step > 0, timeout=30_000)
    assert window.run.project == window.document.project
    assert not window.run.stale


def test_undoing_the_edit_makes_the_run_current_again(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    run_for(window, 100, qtbot)
    wider(window)
    window.document.undo_stack.undo()
    assert not window.run.stale
    assert window.run_bar.pill.text() == "Paused"


def test_run_with_a_problem_says_it_and_lists_it(open_window: Open) -> None:
    window = open_window()
    graph = window.document.graph
    window.document.edit_graph(graph.disconnect(graph.edges[1]), "Cut")
    assert window.run_bar.pill.text() == "1 problem"
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    assert window.notice.text == "Hidden 2 needs an input: draw a wire to its left side."
    assert window.docks["problems"].isVisible()
    assert not window.run.running


def test_the_pill_brings_what_explains_it_to_the_front_and_puts_it_away(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    window.resize(1400, 1000)
    problems, health = window.docks["problems"], window.docks["health"]
    QTest.mouseClick(window.run_bar.pill, LEFT)
    qtbot.waitUntil(lambda: not health.visibleRegion().isEmpty())
    graph = window.document.graph
    window.document.edit_graph(graph.disconnect(graph.edges[1]), "Cut")
    QTest.mouseClick(window.run_bar.pill, LEFT)
    qtbot.waitUntil(lambda: not problems.visibleRegion().isEmpty())
    assert health.visibleRegion().isEmpty()
    assert problems.height() >= 200
    QTest.mouseClick(window.run_bar.pill, LEFT)
    assert not problems.isVisible()


def test_what_was_said_last_goes_with_the_next_edit(open_window: Open) -> None:
    window = open_window()
    window.document.select([2])
    window.canvas.actions_by_name["cut"].trigger()
    assert window.findChild(QLabel, "status_text").text() == "Cut Hidden 1."
    window.document.undo_stack.undo()
    assert window.findChild(QLabel, "status_text").text() == ""


def test_a_diverged_run_says_so_and_keeps_finite_weights(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("sine")
    training = replace(window.document.project.training, learning_rate=1e9, optimizer="SGD")
    graph = window.document.graph
    for node in list(graph.nodes.values()):
        if isinstance(node.layer, Dense):
            graph = graph.with_layer(node.id, replace(node.layer, activation="linear"))
    project = dataclasses.replace(window.document.project, training=training, graph=graph)
    window.document.edit(project, "Ruin")
    qtbot.waitUntil(lambda: window.run.project == project, timeout=20_000)
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "diverged", timeout=30_000)
    assert window.notice.text.startswith("Diverged:")
    assert "smaller learning rate" in window.notice.text
    trainer = trainer_of(window.run)
    assert trainer.state().finite()
    slower = window.findChild(QPushButton, "notice_action")
    assert slower.text() == "Begin anew at rate 1e+08"
    QTest.mouseClick(slower, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=30_000)
    assert window.run.project.training.learning_rate == 1e8
    assert window.notice.text == ""


def test_what_a_run_said_of_its_end_goes_when_it_begins_anew(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    project = window.document.project
    training = replace(project.training, epochs=1)
    window.document.edit(dataclasses.replace(project, training=training), "One epoch")
    for _ in range(2):
        QTest.mouseClick(window.run_bar.run_button, LEFT)
        qtbot.waitUntil(lambda: window.run.standing.status == "finished", timeout=30_000)
    assert window.findChild(QPushButton, "notice_action").text() == "Train 1 more epochs"
    QTest.mouseClick(window.run_bar.reset_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=30_000)
    assert window.notice.text == ""


def test_other_start_weights_are_no_reason_to_go_on(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    QTest.mouseClick(window.run_bar.epoch_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.epoch == 1, timeout=30_000)
    graph = window.document.graph
    node = graph.named("Hidden 1")
    other = replace(node.layer, initializer="HeNormal")
    window.document.edit_graph(graph.with_layer(node.id, other), "He")
    reset, go_on = (
        window.findChild(QPushButton, name) for name in ("notice_action", "notice_action_1")
    )
    assert reset.text() == "Reset"
    assert go_on.isHidden()
    window.document.edit_graph(graph.with_layer(node.id, replace(other, units=9)), "More units")
    assert go_on.text() == "Continue from here"
    assert not go_on.isHidden()


def test_the_learning_rate_changes_while_it_runs(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step > 10, timeout=30_000)
    project = window.document.project
    training = replace(project.training, learning_rate=0.001)
    window.document.edit(dataclasses.replace(project, training=training), "Slower")
    qtbot.waitUntil(lambda: window.run.standing.learning_rate == 0.001, timeout=30_000)
    assert window.run.running
    assert not window.run.stale


def test_closing_while_training_ends_the_thread(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step > 10, timeout=30_000)
    assert window.close()
    assert window.run.closed


def test_unsaved_changes_are_asked_about(
    open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    wider(window)
    assert window.isWindowModified()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert window.isVisible()
    window.files.open_example("xor")
    assert window.document.title == "spiral"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"{}"])
def test_a_file_that_is_no_project_leaves_what_is_open(
    open_window: Open, tmp_path: Path, content: bytes
) -> None:
    window = open_window()
    before = window.document.project
    path = tmp_path / "foreign.bpgui"
    path.write_bytes(content)
    window.files.open_path(path)
    assert window.notice.text.endswith(".")
    assert "Traceback" not in window.notice.text
    assert window.document.project is before


def test_saving_where_nothing_can_be_written_says_so(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    wider(window)
    window.files._save(tmp_path / "missing" / "mine.bpgui")
    assert "missing" in window.notice.text
    assert window.document.dirty


def test_exporting_where_nothing_can_be_written_says_so(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    run_for(window, 10, qtbot)
    window.exports.weights(tmp_path / "missing" / "mine.npz")
    assert "missing" in window.notice.text
    window.exports.picture(tmp_path / "missing" / "mine.png")
    assert "Cannot write" in window.notice.text


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_diagram_becomes_a_picture(open_window: Open, tmp_path: Path, ending: str) -> None:
    window = open_window()
    path = tmp_path / f"diagram.{ending}"
    window.exports.picture(path)
    if ending == "png":
        image = QImage(str(path))
        colours = {image.pixel(x, image.height() // 2) for x in range(image.width())}
        assert len(colours) > 10
    else:
        assert "Hidden 1" in path.read_text()


def test_saved_weights_come_back(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    run_for(window, 200, qtbot)
    path = tmp_path / "trained.bpgui"
    window.files._save(path)
    _, state = project_file.load(path)
    assert state is not None
    assert state.step == window.run.standing.step


def test_an_example_of_the_menu_opens(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    menu = window.findChild(QMenu, "examples_menu")
    assert menu is not None
    for group in menu.findChildren(QMenu):
        for action in group.actions():
            if action.objectName() == "example_xor":
                action.trigger()
    qtbot.waitUntil(lambda: window.run.project == load_example("xor"), timeout=20_000)
    assert window.document.title == "xor"


def test_the_theme_is_chosen_and_remembered(
    open_window: Open, settings: QSettings, qapp: QApplication
) -> None:
    window = open_window()
    window.choose_theme("light")
    assert theme.current() is theme.LIGHT
    assert settings.value("theme") == "light"
    window.choose_theme("dark")


def test_closed_panels_come_back(open_window: Open) -> None:
    window = open_window()
    for dock in window.docks.values():
        dock.close()
    window.action("default_layout").trigger()
    hidden = [name for name, dock in window.docks.items() if dock.isHidden()]
    assert hidden == ["outline", "steps", "problems", "health"]


def test_a_new_seed_draws_other_weights_in_one_undo_step(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    before = window.document.project.training.seed
    window.action("new_seed").trigger()
    assert window.document.project.training.seed == before + 1
    window.document.undo_stack.undo()
    assert window.document.project.training.seed == before


def test_a_project_dropped_on_the_window_opens(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    path = tmp_path / "dropped.bpgui"
    project_file.save(path, load_example("xor"))
    assert drop_file(window, path)
    assert window.document.path == path
    qtbot.waitUntil(lambda: window.run.project == load_example("xor"), timeout=20_000)


def test_f1_opens_the_page_of_the_selected_layer(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.conductor._help(window.document.graph.named("Hidden 1").id)
    page = window.findChild(QTextBrowser, "help_page")
    assert "a = tanh(W x + b)" in page.toPlainText()
    assert "Neurons in this layer." in page.toPlainText()
    page.window().close()


def test_f1_opens_it_whoever_has_the_keyboard(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.document.select({window.document.graph.named("Hidden 2").id})
    window.docks["inspector"].setFocus()
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.findChild(QTextBrowser, "help_page") is not None)
    window.findChild(QTextBrowser, "help_page").window().close()


def test_the_sheet_of_shortcuts_lists_every_command_that_has_one(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Question)
    sheet = window.findChild(Shortcuts)
    text = sheet.page.toPlainText()
    # What has a key and stands in no menu belongs to one panel and is told there.
    in_menus = [a for menu in window.menus.all for a in _actions(menu) if a.shortcuts()]
    assert len(in_menus) > 40
    for action in in_menus:
        for key in action.shortcuts():
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in text
        assert (action.whatsThis() or action.text()).replace("&", "") in text
    sheet.close()


def _actions(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        if isinstance(inner := action.menu(), QMenu):
            yield from _actions(inner)
        else:
            yield action


def test_the_sheet_of_shortcuts_is_searched(open_window: Open) -> None:
    window = open_window()
    window.show_shortcuts()
    sheet = window.findChild(Shortcuts)
    assert sheet.focusWidget() is sheet.search
    QTest.keyClicks(sheet.search, "wire draw")
    text = sheet.page.toPlainText()
    assert "Drag from port to port" in text
    assert "Ctrl+Return" not in text
    QTest.keyClicks(sheet.search, "<b>")
    assert "Nothing here is called “wire draw<b>”." in sheet.page.toPlainText()
    sheet.close()


def test_first_steps_open_the_examples_they_name(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.action("first_steps").trigger()
    steps = window.findChild(FirstSteps)
    links = re.findall(r'href="(\w+):([\w-]+)"', PAGE)
    assert {scheme for scheme, _ in links} == {"example"}
    for _, name in links:
        load_example(name)
    steps.page.anchorClicked.emit(QUrl("example:vanishing"))
    assert window.document.project == load_example("vanishing")
    steps.close()


@pytest.mark.parametrize(
    ("name", "front"), [("spiral", "Decision"), ("l2", "Microscope"), ("digits", "Results")]
)
def test_what_suits_an_example_stands_in_front(
    open_window: Open, qtbot: QtBot, name: str, front: str
) -> None:
    window = open_window()
    window.files.open_example(name)
    qtbot.waitUntil(lambda: window.run.info is not None, timeout=20_000)
    assert window.tabs.tabText(window.tabs.currentIndex()) == front


def test_a_new_project_begins_without_complaint_and_without_the_last_run(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    run_for(window, 100, qtbot)
    window.document.undo_stack.setClean()
    window.action("new").trigger()
    qtbot.waitUntil(lambda: window.run.standing.status == "failed", timeout=20_000)
    assert window.notice.text == ""
    assert all(view.info is None and view.speaking for view in window.views)
    assert not window.tints.norms


def test_a_failure_that_nobody_has_foreseen_can_be_copied_for_a_report(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(self: Trainer, *arguments: object) -> None:
        raise RuntimeError("the plan is torn")

    monkeypatch.setattr(Trainer, "_make_steps", breaks)
    window = open_window("xor")
    window.action("run").trigger()
    qtbot.waitUntil(lambda: window.run.standing.status == "failed", timeout=20_000)
    assert "the plan is torn" in window.notice.text
    copy = window.findChild(QPushButton, "notice_action")
    assert copy.text() == "Copy details"
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    details = QApplication.clipboard().text()
    assert details.startswith("Traceback")
    assert "RuntimeError: the plan is torn" in details


def test_an_opened_block_covers_nobody(open_window: Open) -> None:
    window = open_window("transformer")
    graph = window.document.graph
    window.document.select([graph.named("Block 1").id])
    window.canvas.actions_by_name["open_up"].trigger()
    assert len(window.document.graph.nodes) == len(graph.nodes) + 6
    places = sorted(node.at for node in window.document.graph.nodes.values())
    beside = [b[0] - a[0] for a, b in pairwise(places)]
    assert min(beside) >= 152 + 32


def test_the_list_of_problems_comes_and_goes_by_itself(open_window: Open) -> None:
    window = open_window()
    graph = window.document.graph
    window.document.edit_graph(graph.disconnect(graph.edges[1]), "Cut")
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    assert window.docks["problems"].isVisible()
    window.document.undo_stack.undo()
    assert not window.docks["problems"].isVisible()
    window.docks["problems"].show()
    window.document.undo_stack.redo()
    QTest.mouseClick(window.run_bar.run_button, LEFT)
    window.document.undo_stack.undo()
    assert window.docks["problems"].isVisible()


def test_the_gallery_opens_an_example(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.action("open_example").trigger()
    gallery = window.findChild(Examples)
    QTest.keyClicks(gallery.line, "iris")
    QTest.keyClick(gallery.line, Qt.Key.Key_Return)
    assert window.document.title == "iris"
    assert window.action("open_example") in window.findChild(QMenu, "examples_menu").actions()
