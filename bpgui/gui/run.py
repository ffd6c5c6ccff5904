"""The run: one training, seen from the window's side."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Signal, Slot

from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.gui.batch import Batch, Job, Probe, RunInfo, Status
from bpgui.gui.changes import Change, change
from bpgui.gui.gate import Gate
from bpgui.gui.history import History
from bpgui.gui.spread import Spread, SpreadProbe
from bpgui.gui.worker import Worker
from bpgui.project.project import Project

#: The key of the pictures that the history is made of.
SPREAD = "spread"
#: Seconds over which the speed is measured.
SPEED_SPAN = 1.0


@dataclass(frozen=True)
class Standing:
    """How a run stands: what the run bar shows. None: not known (yet), or no such rows."""

    status: Status = "preparing"
    step: int = 0
    epoch: int = 0
    #: Of the newest mini-batch.
    loss: float | None = None
    #: Of the newest evaluation.
    train_loss: float | None = None
    val_loss: float | None = None
    accuracy: float | None = None
    val_accuracy: float | None = None
    learning_rate: float | None = None
    #: Steps a second, while it runs.
    speed: float | None = None
    #: Why it stopped, in one sentence, and the traceback where that was not foreseen.
    message: str = ""
    details: str = ""


class Run(QObject):
    """One training run: its control, its history, and how it stands.

    It trains the project it started with. `propose` tells it of every edit: live settings are taken
    over, a run that has not made a step begins anew, and any other is `stale` until `reset`.

    Signals: `restarted(RunInfo)` when another run is ready; `advanced(Batch)` for every batch,
    after history and standing are up to date; `state_changed(Status)`; `stale_changed(bool)`.
    """

    restarted = Signal(object)
    advanced = Signal(object)
    state_changed = Signal(str)
    stale_changed = Signal(bool)

    _load = Signal(object)
    # Commands with a number: a status is believed only from a batch that knows of the newest.
    _go = Signal(int)
    _step = Signal(int, int)
    _epoch = Signal(int)
    _pause = Signal(int)
    _restore = Signal(int, object)
    _go_to = Signal(int, int)
    _retune = Signal(object)
    _watch = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.info: RunInfo | None = None
        self.project: Project | None = None
        self.history = History()
        self.standing = Standing()
        self.state: State | None = None
        #: It stands, and everything has been measured and shown.
        self.settled = False
        #: The steps that can be gone to.
        self.kept: tuple[int, ...] = ()
        self.stale = False
        self._id = 0
        self._commands = 0
        self._wants_going = False
        self._paces: deque[tuple[float, int]] = deque()
        self._gate = Gate()
        self._worker = Worker(self._gate)
        self._thread = QThread(self)
        self._thread.setObjectName("training")
        self._employ()

    def _employ(self) -> None:
        worker, thread = self._worker, self._thread
        worker.moveToThread(thread)
        thread.started.connect(worker.begin)
        thread.finished.connect(worker.end)
        self._load.connect(worker.load)
        self._go.connect(worker.go)
        self._step.connect(worker.step)
        self._epoch.connect(worker.epoch)
        self._pause.connect(worker.pause)
        self._retune.connect(worker.retune)
        self._restore.connect(worker.restore)
        self._go_to.connect(worker.go_to)
        self._watch.connect(worker.watch)
        worker.loaded.connect(self._loaded)
        worker.sent.connect(self._arrived)
        thread.start()
        # Kept whether or not anybody looks: who looks later wants to see what was.
        self.watch(SPREAD, SpreadProbe())

    # -- control -------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether it trains now."""
        return self.standing.status == "running"

    def reset(self, project: Project, state: State | None = None, seed: int | None = None) -> None:
        """Begin anew with this project; from `state`, or from weights drawn with `seed` or its
        own."""
        self._id += 1
        self._worker.wanted = self._id
        self._wants_going = False
        self.project, self.info, self.state = project, None, None
        self.history = History()
        self._paces.clear()
        self._stand(Standing(message="Preparing the data and the network…"))
        self._set_stale(False)
        self._command(self._load, Job(self._id, project, seed, state))

    def propose(self, project: Project) -> None:
        """Tell of the project as it is edited."""
        if self.project is None:
            return
        what = change(self.project, project)
        if what is Change.RESTART and not self.standing.step and not self.running:
            self.reset(project)
            return
        if what is Change.LIVE:
            self.retune(project.training)
        if what is not Change.RESTART:
            self.project = project
        self._set_stale(what is Change.RESTART)

    def toggle(self) -> None:
        """Run, or pause."""
        if self._wants_going:
            self.pause()
        else:
            self.go()

    def go(self) -> None:
        """Train until a limit is reached."""
        self._set_going(self._go)

    def step(self, steps: int = 1) -> None:
        """Make so many steps, and stand."""
        self._set_going(self._step, steps)

    def epoch(self) -> None:
        """Train to the end of this epoch, and stand."""
        self._set_going(self._epoch)

    def pause(self) -> None:
        """Stand after the step being made."""
        self._wants_going = False
        self._command(self._pause, self._number())

    def retune(self, training: Training) -> None:
        """Take over the live settings of `training`."""
        self._command(self._retune, training)

    def restore(self, state: State) -> None:
        """Go back, or forth, to a state of this run."""
        self._wants_going = False
        self._command(self._restore, self._number(), state)

    def go_to(self, step: int) -> None:
        """Stand at a kept step (see `kept`); what comes after it is kept until it trains on."""
        self._wants_going = False
        self._worker.sought = step
        self._command(self._go_to, self._number(), step)

    def watch(self, key: str, probe: Probe | None) -> None:
        """Have this picture in the batches from now on; None: no longer."""
        self._command(self._watch, key, probe)

    @contextmanager
    def borrow(self) -> Iterator[Trainer | None]:
        """The trainer, standing still meanwhile; None when there is none (yet).

        Waits for the report being made, a few milliseconds. For exports and questions, not for
        training.
        """
        with self._gate.closed():
            yield self._worker.trainer if self.info is not None else None

    def close(self) -> None:
        """End the thread, and wait for it. Nothing can be done with the run afterwards."""
        self._id += 1
        self._worker.attention.set()
        self._worker.taken.set()
        self._thread.quit()
        self._thread.wait()

    def _set_going(self, command: object, *arguments: object) -> None:
        if self.info is None or self.standing.status == "failed":
            return
        self._paces.clear()
        self._paces.append((perf_counter(), self.standing.step))
        self._wants_going = True
        self._command(command, self._number(), *arguments)
        self._stand(dataclasses.replace(self.standing, status="running", message="", details=""))

    def _number(self) -> int:
        self._commands += 1
        return self._commands

    def _command(self, signal: object, *arguments: object) -> None:
        signal.emit(*arguments)  # type: ignore[attr-defined]
        self._worker.attention.set()

    # -- news ----------------------------------------------------------------------------------

    @Slot(object)
    def _loaded(self, info: RunInfo) -> None:
        if info.id != self._id:
            return
        self.info = info
        self.history = History(len(info.tensors), info.first_step)
        self.restarted.emit(info)

    @Slot(object)
    def _arrived(self, batch: Batch) -> None:
        try:
            if batch.run == self._id:
                self._take(batch)
                # Painted here and now, while the trainer waits for the window.
                QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        finally:
            self._worker.taken.set()

    def _take(self, batch: Batch) -> None:
        self.history.add(*batch.reports)
        spread = batch.pictures.get(SPREAD)
        if isinstance(spread, Spread):
            self.history.spreads.add(spread)
        if batch.evaluation is not None:
            self.history.measured(batch.evaluation)
        if batch.state is not None:
            self.state = batch.state
        self.kept = batch.kept
        self.settled = batch.settled and batch.command == self._commands
        self._stand(self._standing(batch))
        self.advanced.emit(batch)

    def _standing(self, batch: Batch) -> Standing:
        now = self.standing
        if batch.reports:
            newest = batch.reports[-1]
            loss = float(newest.losses[-1]) if len(newest.losses) else now.loss
            now = dataclasses.replace(
                now,
                step=newest.last,
                epoch=newest.epoch,
                loss=loss,
                learning_rate=newest.learning_rate,
            )
        if batch.state is not None:
            now = dataclasses.replace(now, step=batch.state.step, epoch=batch.state.epoch)
        seen = batch.evaluation or self.history.evaluation
        if seen is not None:
            now = dataclasses.replace(
                now,
                train_loss=seen.loss,
                val_loss=seen.val_loss,
                accuracy=seen.accuracy,
                val_accuracy=seen.val_accuracy,
            )
        if batch.command != self._commands:
            return now
        self._wants_going = batch.status == "running"
        return dataclasses.replace(
            now,
            status=batch.status,
            speed=self._speed(now.step) if batch.status == "running" else None,
            message=batch.message,
            details=batch.details,
        )

    def _speed(self, step: int) -> float | None:
        """Steps a second by the clock on the wall, over the last SPEED_SPAN."""
        now = perf_counter()
        paces = self._paces
        paces.append((now, step))
        while len(paces) > 2 and now - paces[1][0] > SPEED_SPAN:
            paces.popleft()
        begun, first = paces[0]
        seconds = now - begun
        return (step - first) / seconds if seconds > 0 else None

    def _stand(self, standing: Standing) -> None:
        before, self.standing = self.standing, standing
        if before.status != standing.status:
            self.state_changed.emit(standing.status)

    def _set_stale(self, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit(stale)
