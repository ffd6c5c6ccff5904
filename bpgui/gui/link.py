"""The link: the worker on its thread, and the commands that go there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QThread, Signal, SignalInstance

from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.gui.batch import Job, Probe
from bpgui.gui.gate import Gate
from bpgui.gui.worker import Worker


class Link(QObject):
    """The window's end of it: every method is a command of the worker, sent and not waited for.

    Those that make it go or stand are numbered; `newest` is the number of the last one. What it
    tells of its status is believed only from a batch that knows of the newest.
    """

    _load = Signal(object)
    _fork = Signal(object)
    _go = Signal(int)
    _step = Signal(int, int)
    _epoch = Signal(int)
    _pause = Signal(int)
    _restore = Signal(int, object)
    _go_to = Signal(int, int)
    _retune = Signal(object)
    _limit = Signal(float)
    _watch = Signal(str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.newest = 0
        self._gate = Gate()
        worker = self.worker = Worker(self._gate)
        self.thread_ = QThread(self)
        self.thread_.setObjectName("training")
        worker.moveToThread(self.thread_)
        self.thread_.started.connect(worker.begin)
        self.thread_.finished.connect(worker.end)
        for signal, command in (
            (self._load, worker.load),
            (self._fork, worker.fork),
            (self._go, worker.go),
            (self._step, worker.step),
            (self._epoch, worker.epoch),
            (self._pause, worker.pause),
            (self._retune, worker.retune),
            (self._restore, worker.restore),
            (self._go_to, worker.go_to),
            (self._limit, worker.limit),
            (self._watch, worker.watch),
        ):
            signal.connect(command)

    def start(self) -> None:
        """Start the thread, once everybody listens."""
        self.thread_.start()

    def close(self) -> None:
        """End the thread, and wait for it."""
        self.worker.attention.ask()
        self.worker.outbox.taken.set()
        self.thread_.quit()
        self.thread_.wait()

    @contextmanager
    def borrow(self) -> Iterator[Trainer | None]:
        """The trainer, standing still meanwhile."""
        with self._gate.closed():
            yield self.worker.trainer

    # -- commands ------------------------------------------------------------------------------

    def load(self, job: Job) -> None:
        """See Worker.load."""
        self.worker.wanted = job.run
        self._send(self._load, job)

    def fork(self, job: Job) -> None:
        """See Worker.fork."""
        self.worker.wanted = job.run
        self._send(self._fork, job)

    def go(self) -> None:
        """See Worker.go."""
        self._order(self._go)

    def step(self, steps: int) -> None:
        """See Worker.step."""
        self._order(self._step, steps)

    def epoch(self) -> None:
        """See Worker.epoch."""
        self._order(self._epoch)

    def pause(self) -> None:
        """See Worker.pause."""
        self._order(self._pause)

    def restore(self, state: State) -> None:
        """See Worker.restore."""
        self._order(self._restore, state)

    def go_to(self, step: int) -> None:
        """See Worker.go_to."""
        self.worker.sought = step
        self._order(self._go_to, step)

    def retune(self, training: Training) -> None:
        """See Worker.retune."""
        self._send(self._retune, training)

    def limit(self, rate: float) -> None:
        """See Worker.limit."""
        self._send(self._limit, rate)

    def watch(self, key: str, probe: Probe | None) -> None:
        """See Worker.watch."""
        self._send(self._watch, key, probe)

    def _order(self, signal: SignalInstance, *arguments: object) -> None:
        self.newest += 1
        self._send(signal, self.newest, *arguments)

    def _send(self, signal: SignalInstance, *arguments: object) -> None:
        self.worker.attention.ask()
        signal.emit(*arguments)
