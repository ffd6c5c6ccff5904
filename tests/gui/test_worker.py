"""The worker by itself: batches, sentences, and what its thread is spared."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from bpgui.engine.state import StateError
from bpgui.engine.trainer import Trainer
from bpgui.gui.attention import Attention
from bpgui.gui.batch import Batch, Job
from bpgui.gui.gate import Gate
from bpgui.gui.link import Link
from bpgui.gui.shift import sentence
from bpgui.project.error import ProjectError
from bpgui.project.session import Prepared
from tests.gui.projects import spiral


class Window(QObject):
    """Takes batches, or lets them lie."""

    def __init__(self) -> None:
        super().__init__()
        self.link = Link(self)
        self.batches: list[Batch] = []
        self.threads: set[int] = set()
        self.quick = True
        self.link.worker.sent.connect(self.take)
        self.link.start()

    @Slot(object)
    def take(self, batch: Batch) -> None:
        self.batches.append(batch)
        self.threads.add(threading.get_ident())
        if self.quick:
            self.taken.set()

    @property
    def taken(self) -> threading.Event:
        return self.link.worker.outbox.taken

    @property
    def steps(self) -> list[int]:
        """All that have been reported."""
        reports = [report for batch in self.batches for report in batch.reports]
        return [report.first + i for report in reports for i in range(len(report.losses))]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = Window()
    yield made
    made.link.close()
    assert made.link.thread_.isFinished()


def start(qtbot: QtBot, window: Window) -> None:
    window.link.load(Job(1, spiral()))
    qtbot.waitUntil(lambda: bool(window.batches), timeout=10_000)
    window.link.go()


def stop(qtbot: QtBot, window: Window) -> None:
    window.link.pause()
    qtbot.waitUntil(lambda: window.batches[-1].command == window.link.newest, timeout=10_000)


def test_batches_come_one_after_the_other_in_the_window_s_thread(
    qtbot: QtBot, window: Window
) -> None:
    start(qtbot, window)
    qtbot.waitUntil(lambda: len(window.batches) > 4, timeout=10_000)
    stop(qtbot, window)
    assert window.steps == list(range(1, len(window.steps) + 1))
    assert window.threads == {threading.get_ident()}


def test_reports_pile_up_while_the_window_is_busy_and_none_is_lost(
    qtbot: QtBot, window: Window
) -> None:
    start(qtbot, window)
    qtbot.waitUntil(lambda: len(window.batches) > 2, timeout=10_000)
    window.quick = False
    qtbot.waitUntil(lambda: not window.taken.is_set(), timeout=10_000)
    seen = len(window.batches)
    qtbot.waitUntil(lambda: len(window.link.worker.outbox) > 5, timeout=10_000)
    assert len(window.batches) <= seen + 1
    window.quick = True
    window.taken.set()
    stop(qtbot, window)
    assert window.steps == list(range(1, len(window.steps) + 1))


def test_a_job_that_is_no_longer_wanted_is_not_begun(qtbot: QtBot, window: Window) -> None:
    for number in (1, 2, 3):
        window.link.load(Job(number, spiral()))
    qtbot.waitUntil(lambda: 3 in {batch.run for batch in window.batches}, timeout=10_000)
    # The first may have been begun before the others were asked for.
    assert 2 not in {batch.run for batch in window.batches}


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


class Slow:
    """A picture of the first weights that takes until somebody asks for something."""

    def __init__(self, window: Window) -> None:
        self.attention, self.taken = window.link.worker.attention, threading.Event()

    def take(self, trainer: Trainer, prepared: Prepared) -> object:
        if trainer.step == 0:
            self.taken.set()
            wait = threading.Event()
            while not self.attention.wanted:
                wait.wait(0.001)
        return trainer.step


def test_a_command_is_heard_before_the_next_picture_is_taken(qtbot: QtBot, window: Window) -> None:
    pictures = [Slow(window) for _ in range(3)]
    for number, picture in enumerate(pictures):
        window.link.watch(str(number), picture)
    window.link.load(Job(1, spiral()))
    assert pictures[0].taken.wait(10)
    window.link.go()
    qtbot.waitUntil(lambda: bool(window.batches), timeout=10_000)
    assert window.batches[0].status == "running"
    assert not pictures[1].taken.is_set()
    stop(qtbot, window)
    qtbot.waitUntil(lambda: window.batches[-1].settled, timeout=10_000)
    last = window.steps[-1]
    assert window.batches[-1].pictures == {"0": last, "1": last, "2": last}


def test_no_call_for_attention_is_missed() -> None:
    attention = Attention()
    assert not attention.wanted
    attention.ask()
    attention.ask()
    attention.hear()
    assert attention.wanted
    attention.hear()
    assert not attention.wanted


def test_a_command_that_waits_ends_an_evaluation(qtbot: QtBot, window: Window) -> None:
    start(qtbot, window)
    stop(qtbot, window)
    qtbot.waitUntil(lambda: window.batches[-1].settled, timeout=10_000)
    trainer = window.link.worker.trainer
    assert trainer is not None
    assert trainer.abandon is not None
    assert not trainer.abandon()
    window.link.worker.attention.ask()
    assert trainer.abandon()
    window.link.worker.attention.hear()
