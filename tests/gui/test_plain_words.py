"""What the window says of runs that have not begun, are of one row, or are of tokens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QLabel
from pytestqt.qtbot import QtBot

from bpgui.gui.panels.health import HEALTHY, NOT_YET
from bpgui.gui.views.decision import DecisionView
from bpgui.gui.views.time import TimeView
from bpgui.gui.views.view import View
from bpgui.gui.window import MainWindow
from bpgui.project.starter import blank

Open = Callable[..., MainWindow]


def view_of(window: MainWindow, kind: type[View]) -> View:
    return next(view for view in window.views if isinstance(view, kind))


def spoken(window: MainWindow) -> list[str]:
    """The sentences of the health panel."""
    return [label.text() for label in window.health.widget().findChildren(QLabel)]


def test_a_run_is_not_healthy_before_its_first_step(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("xor")
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    assert spoken(window) == [NOT_YET]
    QTest.mouseClick(window.run_bar.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.run.standing.step == 1 and window.run.settled, timeout=20_000)
    qtbot.waitUntil(lambda: NOT_YET not in spoken(window), timeout=20_000)
    assert window.physician.findings or spoken(window) == [HEALTHY]
    QTest.mouseClick(window.run_bar.reset_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: spoken(window) == [NOT_YET], timeout=20_000)


def test_one_row_has_no_r_squared(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("L2")
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    assert len(window.run.info.prepared.train) == 1  # type: ignore[union-attr]
    assert window.run_bar.fact("accuracy") == "–"
    assert window.run_bar.fact("loss") != "–"


def test_a_run_that_was_saved_says_how_far_it_has_come(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window("xor")
    time = view_of(window, TimeView)
    assert time.words.startswith("No steps yet")
    window.pilot.epoch()
    qtbot.waitUntil(lambda: window.run.standing.step > 0 and window.run.settled, timeout=20_000)
    step = window.run.standing.step
    window.files._save(tmp_path / "a.bpgui")
    window.files.open_path(tmp_path / "a.bpgui")
    qtbot.waitUntil(lambda: window.run.info is not None and window.run.settled, timeout=20_000)
    assert time.speaking
    assert time.words.startswith(f"Trained to step {step}")
    assert window.scrubber._words.text() == f"step {step}"


def test_tokens_have_no_plane(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("transformer")
    decision = view_of(window, DecisionView)
    assert decision.words.startswith("Tokens have no plane")


def test_another_project_has_its_own_facts(open_window: Open) -> None:
    window = open_window("L2")
    assert window._facts.text().startswith("float64")
    window.action("new").trigger()
    assert window._facts.text().startswith(blank().training.precision)


def test_best_weights_wait_for_early_stopping(open_window: Open) -> None:
    window = open_window("xor")
    row = window.inspector.project_page.training.rows["best_weights"]
    assert not row.isEnabled()
    box = window.inspector.findChild(QAbstractSpinBox, "field_training_patience")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "20")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.document.project.training.patience == 20
    assert row.isEnabled()
    window.document.undo_stack.undo()
    assert not row.isEnabled()
