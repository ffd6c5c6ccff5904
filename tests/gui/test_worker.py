"""The worker by itself: batches, sentences, and what its thread is spared."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from bpgui.engine.state import StateError
from bpgui.gui.batch import Batch, Job
from bpgui.gui.gate import Gate
from bpgui.gui.worker import Worker, sentence
from bpgui.project.error import ProjectError
from tests.gui.projects import spiral


class Window(QObject):
    """Takes batches, or lets them lie."""

    load = Signal(object)
    go = Signal(int)
    pause = Signal(int)

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.worker = worker
        self.batches: list[Batch] = []
        self.threads: set[int] = set()
        self.quick = True
        worker.sent.connect(self.take)

    @Slot(object)
    def take(self, batch: Batch) -> None:
        self.batches.append(batch)
        self.threads.add(threading.get_ident())
        if self.quick:
            self.worker.taken.set()


@pytest.fixture
def window(qtbot: QtBot):  # type: ignore[no-untyped-def]
    worker, thread = Worker(Gate()), QThread()
    worker.moveToThread(thread)
    made = Window(worker)
    made.load.connect(worker.load)
    made.go.connect(worker.go)
    made.pause.connect(worker.pause)
    thread.started.connect(worker.begin)
    thread.finished.connect(worker.end)
    thread.start()
    yield made
    worker.attention.set()
    worker.taken.set()
    thread.quit()
    assert thread.wait(10_000)


def start(qtbot: QtBot, window: Window) -> None:
    window.worker.wanted = 1
    window.load.emit(Job(1, spiral()))
    qtbot.waitUntil(lambda: bool(window.batches), timeout=10_000)
    window.go.emit(1)


def test_batches_come_one_after_the_other_in_the_window_s_thread(
    qtbot: QtBot, window: Window
) -> None:
    start(qtbot, window)
    qtbot.waitUntil(lambda: len(window.batches) > 4, timeout=10_000)
    window.pause.emit(2)
    qtbot.waitUntil(lambda: window.batches[-1].command == 2, timeout=10_000)
    steps = [r.first + i for b in window.batches for r in b.reports for i in range(len(r.losses))]
    assert steps == list(range(1, len(steps) + 1))
    assert window.threads == {threading.get_ident()}


def test_reports_pile_up_while_the_window_is_busy_and_none_is_lost(
    qtbot: QtBot, window: Window
) -> None:
    start(qtbot, window)
    qtbot.waitUntil(lambda: len(window.batches) > 2, timeout=10_000)
    window.quick = False
    qtbot.waitUntil(lambda: not window.worker.taken.is_set(), timeout=10_000)
    seen = len(window.batches)
    qtbot.waitUntil(lambda: len(window.worker._reports) > 5, timeout=10_000)
    assert len(window.batches) <= seen + 1
    window.quick = True
    window.worker.taken.set()
    window.pause.emit(2)
    qtbot.waitUntil(lambda: window.batches[-1].command == 2, timeout=10_000)
    steps = [r.first + i for b in window.batches for r in b.reports for i in range(len(r.losses))]
    assert steps == list(range(1, len(steps) + 1))


def test_a_job_that_is_no_longer_wanted_is_not_begun(qtbot: QtBot, window: Window) -> None:
    window.worker.wanted = 3
    for number in (1, 2, 3):
        window.load.emit(Job(number, spiral()))
    qtbot.waitUntil(lambda: bool(window.batches), timeout=10_000)
    assert {batch.run for batch in window.batches} == {3}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ProjectError("The diagram has no Loss."), "The diagram has no Loss."),
        (StateError("The saved weights are another's."), "The saved weights are another's."),
        (MemoryError(), "not enough memory"),
        (KeyError("x"), "an error in bpgui (KeyError: 'x')"),
    ],
)
def test_errors_become_sentences(error: Exception, words: str) -> None:
    assert words in sentence(error)


def test_a_closed_gate_keeps_the_trainer_waiting() -> None:
    gate, passed = Gate(), threading.Event()

    def work() -> None:
        with gate.passing():
            passed.set()

    thread = threading.Thread(target=work)
    with gate.closed():
        with gate.closed():
            thread.start()
        assert not passed.is_set()
    thread.join(10)
    assert passed.is_set()
