"""A window for hosts: it takes what they say, and gives them orders."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue

from bpgui.gui.batch import Batch, Job
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.host import Host
from bpgui.gui.workshop.news import Answer, News
from bpgui.gui.workshop.order import Order
from bpgui.project.project import Project

TIMEOUT = 60


class Window:
    """Takes all news at once, in the thread of the test."""

    def __init__(self, kind: Callable[..., Host]) -> None:
        self.heard: SimpleQueue[News | str] = SimpleQueue()
        self.host = kind(self.heard.put, lambda why, details: self.heard.put(why))
        self.run = self.number = 0

    def put(self, command: Callable[..., None], *arguments: object) -> None:
        self.host.post(Order(command, arguments))

    def next(self) -> News | str:
        news = self.heard.get(timeout=TIMEOUT)
        self.host.taken()
        return news

    def until(self, done: Callable[[Batch], bool]) -> list[Batch]:
        """All batches up to the one that was waited for."""
        batches: list[Batch] = []
        while not batches or not done(batches[-1]):
            news = self.next()
            assert not isinstance(news, str), news
            if isinstance(news, Batch):
                batches.append(news)
        return batches

    def load(self, project: Project, **more: object) -> Batch:
        """Make a run ready, and have everything of it measured."""
        self.run += 1
        self.put(Foreman.load, Job(self.run, project, **more))  # type: ignore[arg-type]
        return self.settled(self.number)[-1]

    def order(self, command: Callable[..., None], *arguments: object) -> list[Batch]:
        """Give an order, and wait until the run stands after it."""
        self.begin(command, *arguments)
        return self.settled(self.number)

    def begin(self, command: Callable[..., None], *arguments: object) -> None:
        self.number += 1
        self.put(command, self.number, *arguments)

    def settled(self, number: int) -> list[Batch]:
        return self.until(
            lambda batch: (
                batch.run == self.run
                and (batch.status == "failed" or (batch.settled and batch.command == number))
            )
        )

    def ask(self, question: Callable[[Bench], object]) -> object:
        self.put(Foreman.answer, 1, question)
        while not isinstance(news := self.next(), Answer):
            assert not isinstance(news, str), news
        if news.error is not None:
            raise news.error
        return news.found
