"""The run: one training, seen from the window's side."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from bpgui.engine.state import State
from bpgui.engine.training import Training
from bpgui.gui.batch import Batch, Job, Probe, RunInfo
from bpgui.gui.changes import Change, change
from bpgui.gui.flow import FlowProbe
from bpgui.gui.history import History
from bpgui.gui.link import Link
from bpgui.gui.speedometer import Speedometer
from bpgui.gui.spread import Spread, SpreadProbe
from bpgui.gui.standing import Standing
from bpgui.gui.tempo import Tempo
from bpgui.gui.workshop import questions
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.host import Place
from bpgui.project.project import Project

T = TypeVar("T")

#: The key of the pictures that the history is made of.
SPREAD = "spread"
#: That of the gradients on the wires. Taken first: others make a step to try, and go back.
FLOW = "flow"
#: Seconds for which a number stands that is to be read while it trains.
READ = 0.1


@dataclass(frozen=True)
class _Past:
    """What the run being made ready goes on from: the history and up to which step it counts, with
    which tensors if they may be others now, and the step it began at if that is known."""

    history: History
    step: int
    layout: object = None
    first_step: int | None = None


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
    _taken = Signal()

    def __init__(self, parent: QObject | None = None, place: Place = "thread") -> None:
        super().__init__(parent)
        self.info: RunInfo | None = None
        self.project: Project | None = None
        #: The project as it was when the newest steps were made.
        self.trained: Project | None = None
        self.history = History()
        self.standing = Standing()
        self.state: State | None = None
        #: The state after the newest step that is known of.
        self.newest: State | None = None
        #: Why it ended, in one sentence, until it goes on.
        self.ended = ""
        #: It stands, and everything has been measured and shown.
        self.settled = False
        #: The steps that can be gone to.
        self.kept: tuple[int, ...] = ()
        self.stale = False
        #: The newest step whose weights are in a file; None: none but those it began with.
        self.saved: int | None = None
        #: The numbers are to be told anew: everywhere at once, so that they agree.
        self.telling = True
        self._tempo = Tempo(READ)
        self._id = 0
        self._speed = Speedometer()
        self._past: _Past | None = None
        self._link = Link(self, place)
        self._link.loaded.connect(self._loaded)
        self._link.sent.connect(self._arrived)
        self._taken.connect(self._paint, Qt.ConnectionType.QueuedConnection)
        # Kept whether or not anybody looks: who looks later wants to see what was.
        self.watch(FLOW, FlowProbe())
        self.watch(SPREAD, SpreadProbe())

    # -- control -------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether it trains now."""
        return self.standing.status == "running"

    @property
    def ahead(self) -> bool:
        """Whether it has come further than the weights that it began with or that were saved."""
        if self.info is None:
            return False
        return self.history.last > (self.info.first_step if self.saved is None else self.saved)

    def reset(
        self, project: Project, state: State | None = None, past: History | None = None
    ) -> None:
        """Begin anew with this project; from `state` if there is one, with the history that led
        there if it is known."""
        self._prepare(project)
        if state is not None and past is not None:
            self._past = _Past(past, state.step)
        self._link.load(Job(self._id, project, state))

    def fork(self, project: Project) -> None:
        """Go on with this project from where it stands; what fits of the past is its past.

        With nothing changed it repeats exactly what followed. To be called while it stands.
        """
        if self.info is None or self.running or self.standing.status == "failed":
            return
        past = _Past(self.history, self.standing.step, self.info.layout)
        self._prepare(project)
        self._past = past
        self._link.fork(Job(self._id, project))

    @property
    def place(self) -> Place:
        """Where it is to be trained: from its next beginning on, or from when it is moved."""
        return self._link.place

    @place.setter
    def place(self, place: Place) -> None:
        self._link.place = place

    @property
    def misplaced(self) -> bool:
        """Whether it stands elsewhere than where it is to be trained."""
        return self._link.misplaced and self.info is not None and self.standing.status != "failed"

    def move(self) -> None:
        """Go where it is to be trained, and be as it is now; to be called while it stands."""
        whole = self.ask(questions.whole)
        if whole is None or self.info is None or self.project is None:
            return
        past = _Past(self.history, self.history.last, first_step=self.info.first_step)
        stale, saved = self.stale, self.saved
        self._prepare(self.project)
        self._past, self.saved = past, saved
        self._set_stale(stale)
        self._link.load(Job(self._id, self.project, *whole))

    def _prepare(self, project: Project) -> None:
        self._id += 1
        self.settled = False
        self.project = self.trained = project
        self.info, self.kept, self.saved = None, (), None
        self.state = self.newest = None
        self.history, self._past, self.ended = History(), None, ""
        self._stand(Standing(message="Preparing the data and the network…"))
        self._set_stale(False)

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
            if self.running:
                self.trained = project
        self._set_stale(what is Change.RESTART)

    def go(self) -> None:
        """Train until a limit is reached."""
        self._set_going(self._link.go)

    def step(self, steps: int = 1) -> None:
        """Make so many steps, and stand."""
        self._set_going(self._link.step, steps)

    def epoch(self) -> None:
        """Train to the end of this epoch, and stand."""
        self._set_going(self._link.epoch)

    def pause(self) -> None:
        """Stand after the step being made."""
        self._link.pause()

    def retune(self, training: Training) -> None:
        """Take over the live settings of `training`."""
        self._link.retune(training)

    def limit(self, rate: float) -> None:
        """Make no more than so many steps a second, in this run and the next; 0: no limit."""
        self._link.limit(rate)

    def go_to(self, step: int) -> None:
        """Stand at a kept step (see `kept`); what comes after it is kept until it trains on."""
        self._link.go_to(step)

    def watch(self, key: str, probe: Probe | None) -> None:
        """Have this picture in the batches from now on; None: no longer."""
        self._link.watch(key, probe)

    def ask(self, question: Callable[[Bench], T]) -> T | None:
        """What a question finds of the network as it is now; None when there is none (yet).

        Waits for the report being made, a few milliseconds; Unanswered, a ProjectError, where that
        is in vain. A question may be answered by another process: it is a function of a module
        without Qt, as those of workshop/questions.py.
        """
        return self._link.ask(question) if self.info is not None else None

    def close(self) -> None:
        """End whatever trains, and wait for its end. Nothing can be done with the run
        afterwards."""
        self._id += 1
        self._link.close()

    @property
    def silent(self) -> bool:
        """Whether it has not answered the last question; the next run will have another host."""
        return self._link.silent

    @property
    def closed(self) -> bool:
        """Whether nothing can train any more."""
        return not self._link.host.alive

    def _set_going(self, command: Callable[..., None], *arguments: object) -> None:
        if self.info is None or self.standing.status == "failed":
            return
        self._speed.begin(self.standing.step)
        self.trained = self.project
        self.ended = ""
        command(*arguments)
        self._stand(dataclasses.replace(self.standing, status="running", message="", details=""))

    # -- news ----------------------------------------------------------------------------------

    @Slot(object)
    def _loaded(self, info: RunInfo) -> None:
        if info.id != self._id:
            return
        past, self._past = self._past, None
        if past is not None and past.first_step is not None:
            info = dataclasses.replace(info, first_step=past.first_step)
        self.info = info
        self.history = self._history_of(info, past)
        self.restarted.emit(info)

    def _history_of(self, info: RunInfo, past: _Past | None) -> History:
        """An empty one, or a copy of the one it goes on from, as far as it does."""
        if past is None:
            return History(len(info.tensors), info.first_step)
        alike = past.layout is None or past.layout == info.layout
        before, tensors = past.history, len(info.tensors)
        made = before.copy() if alike else before.for_others(tensors, past.step)
        made.rewind(past.step)
        return made

    @Slot(object)
    def _arrived(self, batch: Batch) -> None:
        try:
            if batch.run == self._id:
                self._take(batch)
        finally:
            self._taken.emit()

    @Slot()
    def _paint(self) -> None:
        """Paint what has been taken, while the trainer waits for the window.

        Scenes say only after all else what of them has changed; by now they have.
        """
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        self._link.taken()

    def _take(self, batch: Batch) -> None:
        self.history.add(*batch.reports)
        spread = batch.pictures.get(SPREAD)
        if isinstance(spread, Spread):
            self.history.spreads.add(spread)
        if batch.evaluation is not None:
            self.history.measured(batch.evaluation)
        if batch.state is not None:
            self.state = batch.state
            if self.newest is None or batch.state.step >= self.newest.step:
                self.newest = batch.state
        self.kept = batch.kept
        known = batch.command == self._link.newest
        self.settled = batch.settled and known
        standing = self.standing.after(batch, self.history.present)
        if known:
            running = batch.status == "running"
            if batch.status in ("diverged", "finished"):
                self.ended = batch.message
            standing = dataclasses.replace(
                standing,
                status=batch.status,
                speed=self._speed.speed(standing.step) if running else None,
                message=batch.message,
                details=batch.details,
            )
        self._stand(standing)
        self.telling = not self.running or self._tempo.due()
        if self.telling:
            self.history.told = self.history.present
        self.advanced.emit(batch)

    def _stand(self, standing: Standing) -> None:
        before, self.standing = self.standing, standing
        if before.status != standing.status:
            self.state_changed.emit(standing.status)

    def _set_stale(self, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit(stale)
