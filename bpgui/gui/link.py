"""The link: the window's end of the workshop, and the orders that go there."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar, TypeVarTuple, cast

from PySide6.QtCore import QObject, Signal, Slot

from bpgui.engine.training import Training
from bpgui.gui.batch import Batch, Job, Probe, RunInfo
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.host import Host, Place
from bpgui.gui.workshop.news import Answer, News
from bpgui.gui.workshop.order import Order
from bpgui.gui.workshop.process import ProcessHost
from bpgui.gui.workshop.thread import ThreadHost
from bpgui.project.error import ProjectError

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")
HOSTS: dict[Place, type[ThreadHost] | type[ProcessHost]] = {
    "thread": ThreadHost,
    "process": ProcessHost,
}


class Unanswered(ProjectError):
    """Whoever trains does not answer. The text is one sentence for the user."""


class Link(QObject):
    """Most methods are orders to the foreman, sent and not waited for.

    Those that make it go or stand are numbered, for every host from 1; `newest` is the number of
    the last one. What a host tells of its status is believed only from a batch that knows of the
    newest.

    Signals, in the window's thread: `loaded(RunInfo)`, `sent(Batch)`.
    """

    loaded = Signal(object)
    sent = Signal(object)
    _lost = Signal(str, str)

    def __init__(self, parent: QObject, place: Place = "thread") -> None:
        super().__init__(parent)
        self.newest = 0
        #: Where the next run that is loaded is to be trained, and all after it.
        self.place = place
        self._run = 0
        self._rate = 0.0
        self._watched: dict[str, Probe] = {}
        self._reply: SimpleQueue[Answer] = SimpleQueue()
        self._asked = 0
        #: The newest question has not been answered: it may be that none ever will.
        self.silent = False
        self._lost.connect(self._fail)
        self.host = self._open()

    # -- the host ------------------------------------------------------------------------------

    @property
    def misplaced(self) -> bool:
        """Whether the present run is trained elsewhere than the next one will be."""
        return not isinstance(self.host, HOSTS[self.place])

    def close(self) -> None:
        """End it, and wait for its end."""
        self.host.close()

    def taken(self) -> None:
        """The last batch is on the screen."""
        self.host.taken()

    def _open(self) -> Host:
        """A host that knows what every run is to be told."""
        host = HOSTS[self.place](self._hear, self._mourn)
        host.post(Order(Foreman.limit, (self._rate,)))
        for key, probe in self._watched.items():
            host.post(Order(Foreman.watch, (key, probe)))
        return host

    # -- what it says, in a thread of its own --------------------------------------------------

    def _hear(self, news: News) -> None:
        if isinstance(news, Answer):
            self._reply.put(news)
        elif isinstance(news, RunInfo):
            self.loaded.emit(news)
        else:
            self.sent.emit(news)

    def _mourn(self, why: str, details: str) -> None:
        self._reply.put(Answer())
        self._lost.emit(why, details)

    @Slot(str, str)
    def _fail(self, why: str, details: str) -> None:
        self.sent.emit(Batch(self._run, "failed", self.newest, message=why, details=details))

    # -- questions -----------------------------------------------------------------------------

    def ask(self, question: Callable[[Bench], T]) -> T | None:
        """What it finds, asked between two steps and waited for; None where there is no run.

        Errors of the question are raised here; Unanswered, if nobody answers in time.
        """
        self._reply = SimpleQueue()
        self._asked += 1
        self._send(Foreman.answer, self._asked, question)
        self.host.taken()
        if not self.host.alive:
            return None
        answer = self._answer()
        if answer.error is not None:
            raise answer.error
        return cast(T | None, answer.found)

    def _answer(self) -> Answer:
        """That to the newest question; those that nobody waits for any more are passed over."""
        while True:
            try:
                answer = self._reply.get(timeout=self.host.patience)
            except Empty:
                self.silent = True
                raise Unanswered(
                    f"The training process has not answered for {self.host.patience:g} seconds: "
                    "try again, or press Reset to begin anew with another."
                ) from None
            if answer.number in (0, self._asked):
                self.silent = False
                return answer

    # -- orders --------------------------------------------------------------------------------

    def load(self, job: Job) -> None:
        """See Foreman.load."""
        if self.misplaced or self.silent or not self.host.alive:
            self.host.close()
            self.host = self._open()
            self.newest, self.silent = 0, False
        self._run = job.run
        self._send(Foreman.load, job)

    def fork(self, job: Job) -> None:
        """See Foreman.fork."""
        self._run = job.run
        self._send(Foreman.fork, job)

    def go(self) -> None:
        """See Foreman.go."""
        self._order(Foreman.go)

    def step(self, steps: int) -> None:
        """See Foreman.step."""
        self._order(Foreman.step, steps)

    def epoch(self) -> None:
        """See Foreman.epoch."""
        self._order(Foreman.epoch)

    def pause(self) -> None:
        """See Foreman.pause."""
        self._order(Foreman.pause)

    def go_to(self, step: int) -> None:
        """See Foreman.go_to."""
        self._order(Foreman.go_to, step)

    def retune(self, training: Training) -> None:
        """See Foreman.retune."""
        self._send(Foreman.retune, training)

    def limit(self, rate: float) -> None:
        """See Foreman.limit."""
        self._rate = rate
        self._send(Foreman.limit, rate)

    def watch(self, key: str, probe: Probe | None) -> None:
        """See Foreman.watch."""
        if probe is None:
            self._watched.pop(key, None)
        else:
            self._watched[key] = probe
        self._send(Foreman.watch, key, probe)

    def _order(
        self, command: Callable[[Foreman, int, *Arguments], None], *arguments: *Arguments
    ) -> None:
        self.newest += 1
        self._send(command, self.newest, *arguments)

    def _send(self, command: Callable[[Foreman, *Arguments], None], *arguments: *Arguments) -> None:
        self.host.post(Order(command, arguments))
