"""The worker: drives a trainer on a thread of its own and sends what it reports."""

from __future__ import annotations

import functools
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import perf_counter
from typing import NamedTuple, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot

from bpgui.engine.checkpoints import Checkpoints
from bpgui.engine.denormals import flushed
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.state import State, StateError
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.gui.batch import Batch, Job, Probe, RunInfo, Status
from bpgui.gui.darkroom import Darkroom
from bpgui.gui.gate import Gate
from bpgui.project.error import ProjectError
from bpgui.project.session import Prepared, prepare, start

#: Seconds between two batches.
PERIOD = 1 / 30
#: Seconds the window may take over a batch before training goes on without it.
PATIENCE = 0.1
#: Seconds an evaluation may take to be made at every halt.
QUICK = 0.05
#: Threads hand over the interpreter this often while training: the window waits so much less for
#: it.
SWITCH_INTERVAL = 2e-4


C = TypeVar("C", bound=Callable[..., None])


class _Bench(NamedTuple):
    """What is being worked on."""

    trainer: Trainer
    prepared: Prepared


def _guarded(command: C) -> C:
    """Send every failure of a command the one way that failures go."""

    @functools.wraps(command)
    def guarded(self: Worker, *arguments: object) -> None:
        try:
            command(self, *arguments)
        except Exception as error:
            self._fail(error)

    return cast(C, guarded)


class Worker(QObject):
    """Lives on a QThread; the slots are its commands, called through queued signals only.

    Training is done in slices of PERIOD, and between two slices the thread's event loop delivers
    commands; a command should be followed by `attention.set()`, which ends the slice at the next
    report. A batch is sent after a slice when the window has taken the one before (`taken`); until
    then reports pile up, none is lost.
    """

    loaded = Signal(object)  # RunInfo
    sent = Signal(object)  # Batch
    _again = Signal()

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate
        #: Set by whoever wants a word: the slice ends early.
        self.attention = threading.Event()
        #: Set by the window when a batch is on the screen.
        self.taken = threading.Event()
        self.taken.set()
        self._darkroom = Darkroom()
        self._thread_state = ExitStack()
        #: The run the window wants to see.
        self.wanted = 0
        #: The step the window wants to stand at.
        self.sought = 0
        self._checkpoints = Checkpoints()
        self._run = 0
        self._command = 0
        self._status: Status = "preparing"
        self._bench: _Bench | None = None
        self._work: Iterator[Report] | None = None
        self._reports: list[Report] = []
        self._evaluation_cost = 0.0
        self._sent_at = 0.0
        self._usual_interval = sys.getswitchinterval()
        self._again.connect(self._slice, Qt.ConnectionType.QueuedConnection)

    @property
    def trainer(self) -> Trainer | None:
        """The trainer of the present run; other threads may touch it inside `gate.closed()`
        only."""
        return self._bench.trainer if self._bench is not None else None

    # -- commands ------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """The thread has started."""
        self._thread_state.enter_context(flushed())

    @Slot()
    def end(self) -> None:
        """The thread is about to end."""
        self._halt()
        self._bench = None
        self._thread_state.close()

    @Slot(object)
    @_guarded
    def load(self, job: Job) -> None:
        """Make a run ready in the place of the present one, unless a newer one is wanted by now."""
        if job.run != self.wanted:
            return
        self._halt()
        self._run, self._bench, self._reports = job.run, None, []
        prepared = prepare(job.project)
        trainer = start(job.project, job.seed, prepared)
        if job.state is not None:
            trainer.restore(job.state)
        self._bench = _Bench(trainer, prepared)
        self._checkpoints = Checkpoints()
        self._evaluation_cost = 0.0
        self.loaded.emit(_info(job, trainer, prepared))
        self._stand("ready" if trainer.step == 0 else "paused")

    @Slot(int)
    @_guarded
    def go(self, command: int) -> None:
        """Train until a limit is reached."""
        self._command = command
        if self._bench is not None:
            self._set_going(self._bench.trainer.run(evaluate_every=PERIOD))

    @Slot(int, int)
    @_guarded
    def step(self, command: int, steps: int) -> None:
        """Train so many steps more."""
        self._command = command
        if self._bench is not None:
            self._set_going(self._bench.trainer.make(steps))

    @Slot(int)
    @_guarded
    def epoch(self, command: int) -> None:
        """Train to the end of this epoch."""
        self._command = command
        if self._bench is not None:
            self._set_going(self._bench.trainer.make_epoch())

    @Slot(int)
    @_guarded
    def pause(self, command: int) -> None:
        """Stand still after the step being made."""
        self._command = command
        if self._work is not None:
            self._stand("paused")
        else:
            self._send(self._status)

    @Slot(object)
    @_guarded
    def retune(self, training: Training) -> None:
        """Take over the live settings."""
        if self._bench is not None:
            self._bench.trainer.retune(training)

    @Slot(int, object)
    @_guarded
    def restore(self, command: int, state: State) -> None:
        """Go back, or forth, to a state of this run; the run stays where it is if it is
        another's."""
        self._command = command
        if self._bench is None:
            return
        self._halt()
        try:
            self._bench.trainer.restore(state)
        except StateError as error:
            self._send("paused", message=str(error))
        else:
            self._stand("paused")

    @Slot(int, int)
    @_guarded
    def go_to(self, command: int, step: int) -> None:
        """Stand at a kept step, or the one before; nothing, if another is sought by now."""
        self._command = command
        if self._bench is None or step != self.sought:
            return
        self._halt()
        self._bench.trainer.restore(self._checkpoints.before(step))
        self._stand("paused")

    @Slot(str, object)
    @_guarded
    def watch(self, key: str, probe: Probe | None) -> None:
        """Take this picture from now on; None: no longer."""
        self._darkroom.watch(key, probe)
        if probe is not None and self._work is None and self._bench is not None:
            with self.gate.passing():
                picture = self._darkroom.take(key, *self._bench)
            self._send(self._status, {key: picture})

    # -- work ----------------------------------------------------------------------------------

    def _set_going(self, work: Iterator[Report]) -> None:
        going = self._work is not None
        self._work = work
        if self._bench is not None:
            self._checkpoints.cut(self._bench.trainer.step)
        if not going:
            sys.setswitchinterval(SWITCH_INTERVAL)
            self._again.emit()

    def _halt(self) -> None:
        """Drop the work, if there is any; what it reported is still to be sent."""
        if self._work is not None:
            self._work = None
            sys.setswitchinterval(self._usual_interval)

    @Slot()
    @_guarded
    def _slice(self) -> None:
        if self._work is None:
            return
        # The window has the interpreter to itself while it shows the last batch.
        self.taken.wait(PATIENCE)
        self.attention.clear()
        now = perf_counter()
        status = self._train(max(self._sent_at + PERIOD, now + PERIOD / 2))
        self._keep()
        if status != "running":
            self._stand(status)
            return
        if self.taken.is_set() and self._bench is not None:
            with self.gate.passing():
                pictures = self._darkroom.take_due(*self._bench)
            self._send("running", pictures)
        self._again.emit()

    def _train(self, end: float) -> Status:
        assert self._work is not None
        while True:
            with self.gate.passing():
                report = next(self._work, None)
            if report is None:
                return "paused"
            self._reports.append(report)
            if report.diverged:
                return "diverged"
            if report.stopped is not None:
                return "finished"
            if perf_counter() >= end or self.attention.is_set():
                return "running"

    def _keep(self) -> None:
        """Keep the state as a checkpoint, if one is due."""
        if self._bench is not None and self._checkpoints.due(self._bench.trainer.step):
            with self.gate.passing():
                self._checkpoints.add(self._bench.trainer.state())

    def _stand(self, status: Status) -> None:
        """Stand still and say so; then measure everything once more."""
        self._halt()
        assert self._bench is not None
        self._keep()
        message = (self._reports[-1].stopped if self._reports else None) or ""
        with self.gate.passing():
            state = self._bench.trainer.state()
        if status != "ready":
            # The answer first: pictures of everything take longer than a pause should.
            self._send(status, state=state, message=message)
        with self.gate.passing():
            pictures = self._darkroom.take_all(*self._bench)
            evaluation = self._evaluated(self._bench.trainer)
        self._send(status, pictures, evaluation, state, message, settled=True)

    def _evaluated(self, trainer: Trainer) -> Evaluation | None:
        """All rows measured now, unless that took long the last time."""
        if self._evaluation_cost > QUICK:
            return None
        begun = perf_counter()
        evaluation = trainer.evaluate()
        self._evaluation_cost = perf_counter() - begun
        return evaluation

    def _fail(self, error: Exception) -> None:
        """The one way every failure goes: to the user, in a sentence."""
        self._halt()
        self._bench = None
        self._send("failed", message=sentence(error), details=traceback.format_exc())

    def _send(
        self,
        status: Status,
        pictures: dict[str, object] | None = None,
        evaluation: Evaluation | None = None,
        state: State | None = None,
        message: str = "",
        details: str = "",
        settled: bool = False,
    ) -> None:
        reports, self._reports = tuple(self._reports), []
        self._status = status
        self._sent_at = perf_counter()
        self.taken.clear()
        self.sent.emit(
            Batch(
                self._run,
                status,
                self._command,
                reports,
                pictures or {},
                evaluation,
                state,
                message,
                details,
                self._checkpoints.steps,
                settled,
            )
        )


def _info(job: Job, trainer: Trainer, prepared: Prepared) -> RunInfo:
    values = trainer.values()
    shapes = tuple(values[name].shape for name in trainer.tensors)
    tensors, nodes = trainer.tensors, trainer.tensor_nodes
    return RunInfo(job.run, job.project, prepared, tensors, nodes, shapes, trainer.step)


def sentence(error: Exception) -> str:
    """What to tell the user of an error: its own words where it has been written for people."""
    if isinstance(error, MemoryError):
        return "There is not enough memory for this: choose a smaller batch, or smaller layers."
    if isinstance(error, ProjectError | StateError):
        return str(error)
    return f"Training stopped because of an error in bpgui ({type(error).__name__}: {error})."
