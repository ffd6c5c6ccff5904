"""The worker: where the commands of the window arrive, on the thread that trains."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot

from bpgui.engine.denormals import flushed
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.gui.attention import Attention
from bpgui.gui.batch import Job, Probe
from bpgui.gui.bench import Bench
from bpgui.gui.gate import Gate
from bpgui.gui.outbox import Outbox
from bpgui.gui.shift import Shift

C = TypeVar("C", bound=Callable[..., None])


def _command(work: C) -> C:
    """What the window asks for: heard, done, and whatever fails in it told the one way."""

    @functools.wraps(work)
    def heard(self: Worker, *arguments: object) -> None:
        self.attention.hear()
        try:
            work(self, *arguments)
        except Exception as error:
            self._shift.fail(error)
        self._go_on()

    return cast(C, heard)


class Worker(QObject):
    """Lives on a QThread; the slots are its commands, called through queued signals only.

    Between two pieces of work the thread's event loop delivers commands; whoever sends one calls
    `attention.ask()` too.
    """

    loaded = Signal(object)  # RunInfo
    sent = Signal(object)  # Batch
    _next = Signal()

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.attention = Attention()
        self.outbox = Outbox(self.sent.emit)
        #: The run the window wants to see.
        self.wanted = 0
        #: The step the window wants to stand at.
        self.sought = 0
        self._shift = Shift(gate, self.attention, self.outbox)
        self._thread_state = ExitStack()
        self._posted = False
        self._next.connect(self._work, Qt.ConnectionType.QueuedConnection)

    @property
    def trainer(self) -> Trainer | None:
        """The trainer of the present run; other threads may touch it inside `gate.closed()`
        only."""
        return self._shift.bench.trainer if self._shift.bench is not None else None

    @Slot()
    def begin(self) -> None:
        """The thread has started."""
        self._thread_state.enter_context(flushed())

    @Slot()
    def end(self) -> None:
        """The thread is about to end."""
        self._shift.clear(0)
        self._thread_state.close()

    # -- commands ------------------------------------------------------------------------------

    @Slot(object)
    @_command
    def load(self, job: Job) -> None:
        """Make a run ready in the place of the present one, unless a newer one is wanted by now."""
        if job.run == self.wanted:
            self._shift.clear(job.run)
            self._set_up(Bench.of(job), job.run)

    @Slot(object)
    @_command
    def fork(self, job: Job) -> None:
        """Make a run ready that goes on from where the present one stands."""
        if job.run == self.wanted and (bench := self._shift.clear(job.run)) is not None:
            self._set_up(bench.forked(job.project), job.run)

    @Slot(int)
    @_command
    def go(self, command: int) -> None:
        """Train until a limit is reached."""
        self.outbox.command = command
        self._shift.start(lambda bench: bench.trainer.run(evaluate="some"))

    @Slot(int, int)
    @_command
    def step(self, command: int, steps: int) -> None:
        """Train so many steps more."""
        self.outbox.command = command
        self._shift.start(lambda bench: bench.trainer.make(steps))

    @Slot(int)
    @_command
    def epoch(self, command: int) -> None:
        """Train to the end of this epoch."""
        self.outbox.command = command
        self._shift.start(lambda bench: bench.trainer.make_epoch())

    @Slot(int)
    @_command
    def pause(self, command: int) -> None:
        """Stand still after the step being made."""
        self.outbox.command = command
        self._shift.pause()

    @Slot(object)
    @_command
    def retune(self, training: Training) -> None:
        """Take over the live settings."""
        if self.trainer is not None:
            self.trainer.retune(training)

    @Slot(int, object)
    @_command
    def restore(self, command: int, state: State) -> None:
        """Go back, or forth, to a state of this run; the run stays where it is if it is
        another's."""
        self.outbox.command = command
        self._shift.move(lambda bench: bench.trainer.restore(state))

    @Slot(int, int)
    @_command
    def go_to(self, command: int, step: int) -> None:
        """Stand at a kept step, or the one before; nothing, if another is sought by now."""
        self.outbox.command = command
        if step == self.sought:
            self._shift.move(lambda bench: bench.go_to(step))

    @Slot(float)
    @_command
    def limit(self, rate: float) -> None:
        """Make no more than so many steps a second; 0: as many as there can be."""
        self._shift.limit(rate)

    @Slot(str, object)
    @_command
    def watch(self, key: str, probe: Probe | None) -> None:
        """Take this picture from now on; None: no longer."""
        self._shift.watch(key, probe)

    # -- work ----------------------------------------------------------------------------------

    def _set_up(self, bench: Bench, run: int) -> None:
        self.loaded.emit(bench.info(run))
        self._shift.set_up(bench)

    @Slot()
    def _work(self) -> None:
        self._posted = False
        try:
            self._shift.work()
        except Exception as error:
            self._shift.fail(error)
        self._go_on()

    def _go_on(self) -> None:
        """Have the next piece done once the commands that wait are heard."""
        if self._shift.busy and not self._posted:
            self._posted = True
            self._next.emit()
