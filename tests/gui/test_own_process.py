"""The whole window with its runs in a process of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.gui.batch import Batch
from bpgui.gui.run import Run
from bpgui.gui.window import MainWindow
from bpgui.gui.workshop.process import ProcessHost
from bpgui.project.file import load
from bpgui.project.session import start
from tests.gui.projects import reach, ready, spiral

Open = Callable[..., MainWindow]


def host_of(run: Run) -> object:
    return run._link.host


def kill(run: Run) -> None:
    host = host_of(run)
    assert isinstance(host, ProcessHost)
    assert host.pid is not None
    os.kill(host.pid, signal.SIGKILL)


def go_on_to(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    there = window.run.standing.step + steps
    qtbot.waitUntil(lambda: window.run.standing.step >= there, timeout=30_000)


def test_every_view_shows_what_is_measured_there(
    open_window: Open, qtbot: QtBot, settings: QSettings, tmp_path: Path
) -> None:
    settings.setValue("training_place", "process")
    window = open_window()
    assert window.action("own_process").isChecked()
    QTest.mouseClick(window.run_bar.run_button, Qt.MouseButton.LeftButton)
    go_on_to(qtbot, window, 500)
    batches: list[Batch] = []
    window.run.advanced.connect(batches.append)
    keys: set[str] = set()
    for index in range(window.tabs.count()):
        window.tabs.setCurrentIndex(index)
        view = window.tabs.widget(index)
        probe = getattr(view, "probe", None)
        if probe is not None and probe() is not None:
            key = view.name  # type: ignore[attr-defined]
            qtbot.waitUntil(lambda key=key: any(key in b.pictures for b in batches), timeout=30_000)
            keys.add(key)
    assert {"decision", "results", "tensors"} <= keys
    window.exports.weights(tmp_path / "weights.npz")
    assert (tmp_path / "weights.npz").exists()
    window.document.saved(tmp_path / "spiral.bpgui")
    assert window.files.save()
    _, state = load(tmp_path / "spiral.bpgui")
    assert state is not None
    assert state.step >= 500
    window.close()
    assert window.run.closed


def test_a_run_moves_there_and_back_while_it_goes(
    open_window: Open, qtbot: QtBot, settings: QSettings
) -> None:
    window = open_window()
    batches: list[Batch] = []
    window.run.advanced.connect(batches.append)
    window.pilot.toggle()
    go_on_to(qtbot, window, 1_000)
    kept = window.run.kept
    for place in ("process", "thread"):
        window.action("own_process").trigger()
        qtbot.waitUntil(lambda: not window.run.misplaced and window.run.running, timeout=30_000)
        go_on_to(qtbot, window, 1_000)
        assert window.run.place == place
        assert settings.value("training_place") == place
        assert isinstance(host_of(window.run), ProcessHost) == (place == "process")
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.settled, timeout=30_000)
    seen = np.concatenate([r.losses for batch in batches for r in batch.reports])
    alone = [report.losses for report in start(window.document.project).make(len(seen))]
    np.testing.assert_array_equal(seen, np.concatenate(alone))
    assert window.run.history.last == len(seen)
    assert set(kept) <= set(window.run.kept)
    assert window.librarian.archive.pasts == ()


def test_a_run_that_is_being_made_ready_moves_once_it_is(qtbot: QtBot, open_window: Open) -> None:
    window = open_window()
    window.pilot.reset()
    window.action("own_process").trigger()
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.standing.step == 1, timeout=30_000)
    assert isinstance(host_of(window.run), ProcessHost)


def test_a_process_that_is_killed_is_told_of_and_the_next_run_has_another(
    open_window: Open, qtbot: QtBot, settings: QSettings
) -> None:
    settings.setValue("training_place", "process")
    window = open_window()
    window.pilot.toggle()
    go_on_to(qtbot, window, 500)
    kill(window.run)
    qtbot.waitUntil(lambda: window.run.standing.status == "failed", timeout=30_000)
    assert window.notice.text.startswith("The training process ended unexpectedly")
    assert window.notice.text.endswith("run again to start it anew.")
    window.pilot.continue_here()  # there is nothing to go on from, and nobody to be waited for
    assert window.run.standing.status == "failed"
    window.pilot.toggle()
    go_on_to(qtbot, window, 100)
    assert window.notice.text == ""
    assert [past.name for past in window.librarian.archive.pasts] == ["run 1"]


def test_a_process_that_is_killed_while_its_run_stands(qtbot: QtBot) -> None:
    run = Run(place="process")
    try:
        ready(qtbot, run, spiral())
        reach(qtbot, run, "failed", lambda: kill(run))
        assert run.ask(lambda bench: 1) is None
        run.go()
        run.go_to(0)
        assert run.standing.status == "failed"
        ready(qtbot, run, spiral())
        reach(qtbot, run, "paused", run.step)
    finally:
        run.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProcessHost, "patience", 0.2)


def send(run: Run, signal: signal.Signals) -> None:
    host = host_of(run)
    assert isinstance(host, ProcessHost)
    assert host.pid is not None
    os.kill(host.pid, signal)


def test_a_process_that_is_stopped_is_not_waited_for_for_ever(
    open_window: Open, qtbot: QtBot, settings: QSettings, tmp_path: Path, impatient: None
) -> None:
    settings.setValue("training_place", "process")
    window, path = open_window(), tmp_path / "mine.bpgui"
    window.document.saved(path)
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.standing.step == 1 and window.run.settled, timeout=30_000)
    send(window.run, signal.SIGSTOP)
    said = (
        "The training process has not answered for 0.2 seconds: try again, or press Reset to begin "
        "anew with another."
    )
    assert not window.files.save()
    assert window.notice.text == said
    assert not path.exists()
    window.notice.hide()
    window.exports.weights(tmp_path / "weights.npz")
    assert window.notice.text == said
    window.notice.hide()
    window.action("own_process").trigger()
    assert window.notice.text == said
    window.action("own_process").trigger()
    send(window.run, signal.SIGCONT)
    # It answers all it was asked, and only the last answer is taken.
    window.run.pause()
    qtbot.waitUntil(lambda: window.files.save(), timeout=30_000)
    _, state = load(path)
    assert state is not None
    assert state.step == 1


def test_a_run_whose_process_is_stopped_is_begun_anew_with_another(
    open_window: Open, qtbot: QtBot, settings: QSettings, tmp_path: Path, impatient: None
) -> None:
    settings.setValue("training_place", "process")
    window = open_window()
    window.pilot.toggle()
    go_on_to(qtbot, window, 100)
    send(window.run, signal.SIGSTOP)
    stopped = host_of(window.run)
    window.exports.weights(tmp_path / "weights.npz")
    assert "has not answered" in window.notice.text
    window.pilot.reset()
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=30_000)
    assert host_of(window.run) is not stopped
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.standing.step == 1, timeout=30_000)
