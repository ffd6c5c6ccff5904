"""The foreman by himself, in the thread of the test: every order is put in at a known moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpgui.engine.state import StateError
from bpgui.engine.trainer import Trainer
from bpgui.gui.batch import Batch, Job, RunInfo
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.inbox import Inbox
from bpgui.gui.workshop.news import Answer, News
from bpgui.gui.workshop.order import Order
from bpgui.gui.workshop.outbox import Outbox
from bpgui.gui.workshop.shift import sentence
from bpgui.project.error import ProjectError
from bpgui.project.session import Prepared
from tests.gui.projects import spiral


class Desk:
    """A window that takes every batch at once, and gives its orders as the news come in."""

    def __init__(self) -> None:
        self.inbox, self.outbox = Inbox(), Outbox(self.hear, 0.0)
        self.foreman = Foreman(self.inbox, self.outbox, self.hear)
        self.news: list[News] = []
        self.react: Callable[[News], None] = lambda news: None
        self.quick = True

    def hear(self, news: News) -> None:
        self.news.append(news)
        if self.quick:
            self.outbox.taken.set()
        self.react(news)

    def put(self, command: Callable[..., None], *arguments: object) -> None:
        self.inbox.put(Order(command, arguments))

    @property
    def batches(self) -> list[Batch]:
        return [news for news in self.news if isinstance(news, Batch)]

    @property
    def steps(self) -> list[int]:
        """All that have been reported."""
        reports = [report for batch in self.batches for report in batch.reports]
        return [report.first + i for report in reports for i in range(len(report.losses))]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def close_when(desk: Desk, done: Callable[[Batch], bool]) -> None:
    def react(news: News) -> None:
        if isinstance(news, Batch) and done(news):
            desk.inbox.close()

    desk.react = react


def test_batches_come_one_after_the_other(desk: Desk) -> None:
    desk.put(Foreman.load, Job(1, spiral()))
    desk.put(Foreman.go, 1)

    def react(news: News) -> None:
        if len(desk.batches) == 5:
            desk.put(Foreman.pause, 2)
        if isinstance(news, Batch) and news.settled and news.command == 2:
            desk.inbox.close()

    desk.react = react
    desk.foreman.serve()
    assert isinstance(desk.news[0], RunInfo)
    assert desk.steps == list(range(1, len(desk.steps) + 1))
    assert len(desk.steps) > 100
    assert desk.batches[-1].status == "paused"


def test_reports_pile_up_while_the_window_is_busy_and_none_is_lost(desk: Desk) -> None:
    desk.quick = False
    desk.put(Foreman.load, Job(1, spiral()))
    desk.put(Foreman.step, 1, 5_000)
    close_when(desk, lambda batch: batch.status == "paused")
    desk.foreman.serve()
    assert desk.steps == list(range(1, 5_001))
    assert len(desk.batches) <= 2
    assert len(desk.batches[-1].reports) > 1


def test_a_job_that_is_no_longer_wanted_is_not_begun(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.put(Foreman.load, Job(number, spiral()))
    close_when(desk, lambda batch: batch.settled)
    desk.foreman.serve()
    assert [news.id for news in desk.news if isinstance(news, RunInfo)] == [3]
    assert {batch.run for batch in desk.batches} == {3}


def test_only_the_last_step_that_is_sought_is_gone_to(desk: Desk) -> None:
    desk.put(Foreman.load, Job(1, spiral()))
    desk.put(Foreman.step, 1, 100)

    def react(news: News) -> None:
        if not isinstance(news, Batch) or not news.settled:
            return
        if news.command == 4:
            desk.inbox.close()
        elif news.command == 1:
            for number, step in ((2, 100), (3, 100), (4, 0)):
                desk.put(Foreman.go_to, number, step)

    desk.react = react
    desk.foreman.serve()
    assert [batch.state.step for batch in desk.batches if batch.state][-2:] == [0, 0]
    assert {batch.command for batch in desk.batches} == {1, 4}


class Asking:
    """A picture of the step; as the first is taken, somebody asks for something."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.taken_at = desk, list[int]()

    def take(self, trainer: Trainer, prepared: Prepared) -> object:
        if not self.taken_at and trainer.step == 0 and not self.desk.inbox.waiting:
            self.desk.put(Foreman.step, 1, 50)
        self.taken_at.append(trainer.step)
        return trainer.step


def test_an_order_is_carried_out_before_the_next_picture_is_taken(desk: Desk) -> None:
    pictures = [Asking(desk) for _ in range(3)]
    for number, picture in enumerate(pictures):
        desk.put(Foreman.watch, str(number), picture)
    desk.put(Foreman.load, Job(1, spiral()))
    close_when(desk, lambda batch: batch.settled)
    desk.foreman.serve()
    assert pictures[0].taken_at[0] == 0
    assert 0 not in pictures[1].taken_at
    assert desk.batches[-1].pictures == {"0": 50, "1": 50, "2": 50}


def test_an_order_that_waits_ends_an_evaluation(desk: Desk) -> None:
    def question(bench: Bench) -> tuple[bool, bool]:
        assert bench.trainer.abandon is not None
        before = bench.trainer.abandon()
        desk.inbox.close()
        return before, bench.trainer.abandon()

    desk.put(Foreman.load, Job(1, spiral()))
    desk.put(Foreman.answer, 1, question)
    desk.foreman.serve()
    assert desk.news[-1] == Answer(1, (False, True))


def test_a_question_without_a_run_is_answered_too(desk: Desk) -> None:
    desk.put(Foreman.answer, 1, lambda bench: 1)
    desk.react = lambda news: desk.inbox.close()
    desk.foreman.serve()
    assert desk.news == [Answer(1)]


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
