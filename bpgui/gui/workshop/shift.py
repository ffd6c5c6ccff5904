"""The shift: what is done with a run, one piece after the other."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bpgui.engine.log import SPAN
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.state import State, StateError
from bpgui.gui.batch import Probe, Status
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.darkroom import Darkroom
from bpgui.gui.workshop.inbox import Inbox
from bpgui.gui.workshop.metronome import Metronome
from bpgui.gui.workshop.outbox import Outbox
from bpgui.project.error import ProjectError

#: Threads hand over the interpreter this often while training: the window waits so much less for
#: it.
SWITCH_INTERVAL = 2e-4


@dataclass
class _Scene:
    """A run that stands, and what is still to be shown of it: `left` are pictures to be taken."""

    status: Status
    state: State
    message: str
    left: list[str]
    pictures: dict[str, object] = field(default_factory=dict)


class Shift:
    """Trains a bench, or takes its pictures while it stands.

    While it is `busy`, `work` does a piece of about 30 ms: less as soon as an order waits, for
    which it ends at the next report, at the next picture or in the middle of an evaluation.
    """

    def __init__(self, inbox: Inbox, outbox: Outbox) -> None:
        self._inbox, self._outbox = inbox, outbox
        self._darkroom = Darkroom()
        self._metronome = Metronome()
        self.bench: Bench | None = None
        self._work: Iterator[Report] | None = None
        self._scene: _Scene | None = None
        self._usual_interval = sys.getswitchinterval()

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return self._work is not None or self._scene is not None

    def clear(self, run: int) -> Bench | None:
        """Make room for another run; gives what lay there."""
        self.halt()
        bench, self.bench = self.bench, None
        self._outbox.begin(run)
        return bench

    def set_up(self, bench: Bench) -> None:
        """Have this on the bench; it stands."""
        self.bench = bench
        bench.trainer.abandon = self._hurried
        self._hold_back()
        self.stand("ready" if bench.trainer.step == 0 else "paused")

    def start(self, work: Callable[[Bench], Iterator[Report]]) -> None:
        """Train from here on, until the reports of `work` end."""
        if self.bench is None:
            return
        if self._work is None:
            sys.setswitchinterval(SWITCH_INTERVAL)
        self._work, self._scene = work(self.bench), None
        self.bench.begin()

    def limit(self, rate: float) -> None:
        """Make no more than so many steps a second; 0: as many as there can be."""
        self._metronome.set(rate)
        self._hold_back()

    def _hold_back(self) -> None:
        if self.bench is not None:
            self.bench.trainer.most = self._metronome.most or SPAN

    def halt(self) -> None:
        """Drop the work, if there is any; what it reported is still to be sent."""
        self._scene = None
        if self._work is not None:
            self._work = None
            sys.setswitchinterval(self._usual_interval)

    def pause(self) -> None:
        """Stand still, or say once more that it does."""
        if self._work is not None:
            self.stand("paused")
        else:
            self._send(self._outbox.status)

    def go_to(self, step: int) -> None:
        """Stand at a kept step, or the one before."""
        if self.bench is None:
            return
        self.halt()
        self.bench.go_to(step)
        self.stand("paused")

    def watch(self, key: str, probe: Probe | None) -> None:
        """Take this picture from now on; None: no longer."""
        self._darkroom.watch(key, probe)
        if probe is None or self.bench is None or self._work is not None:
            return
        if self._scene is not None:
            self._scene.left.append(key)
            return
        self._send(self._outbox.status, pictures={key: self._darkroom.take(key, self.bench)})

    def fail(self, error: Exception) -> None:
        """The one way every failure goes: to the user, in a sentence."""
        self.halt()
        self.bench = None
        self._send("failed", message=sentence(error), details=traceback.format_exc())

    def work(self) -> None:
        """Do the next piece."""
        if self.bench is None:
            return
        if self._work is not None:
            self._slice(self.bench, self._work)
        elif self._scene is not None:
            self._develop(self.bench, self._scene)

    # -- training ------------------------------------------------------------------------------

    def _hurried(self) -> bool:
        """Whether an order waits."""
        return self._inbox.waiting

    def _slice(self, bench: Bench, work: Iterator[Report]) -> None:
        self._outbox.wait()
        status = self._train(work, self._outbox.due())
        if status != "running":
            self.stand(status)
            return
        self._keep(bench)
        if self._outbox.taken.is_set() and self._outbox:
            self._send("running", pictures=self._darkroom.take_due(bench, self._hurried))

    def _train(self, work: Iterator[Report], end: float) -> Status:
        while True:
            if pause := self._metronome.pause():
                self._inbox.wait(min(pause, end - perf_counter()))
            elif (status := self._report(work)) != "running":
                return status
            if perf_counter() >= end or self._inbox.waiting:
                return "running"

    def _report(self, work: Iterator[Report]) -> Status:
        """The next one, and how the run stands after it."""
        report = next(work, None)
        if report is None:
            return "paused"
        self._metronome.made(len(report.losses))
        self._outbox.add(report)
        if report.diverged:
            return "diverged"
        return "running" if report.stopped is None else "finished"

    def _keep(self, bench: Bench) -> None:
        """Keep the state as a checkpoint, if one is due."""
        if bench.keeping_due:
            bench.keep()

    # -- standing still ------------------------------------------------------------------------

    def stand(self, status: Status) -> None:
        """Stand still and say so; everything is measured once more afterwards."""
        assert self.bench is not None
        self.halt()
        if self.bench.at_the_front:  # whoever goes back wants to come here again
            self.bench.keep()
        message, state = self._outbox.ended, self.bench.state()
        self._scene = _Scene(status, state, message, self._darkroom.keys)
        if status != "ready":
            # The answer first: pictures of everything take longer than a pause should.
            self._send(status, state=state, message=message)

    def _develop(self, bench: Bench, scene: _Scene) -> None:
        """Take the next picture, or measure at last."""
        # The window shows first that it stands.
        self._outbox.wait()
        evaluation: Evaluation | None = None
        if scene.left:
            key = scene.left.pop(0)
            if key in self._darkroom.keys:
                scene.pictures[key] = self._darkroom.take(key, bench)
        else:
            evaluation = bench.evaluate(self._hurried)
        if evaluation is None:
            return
        self._scene = None
        self._send(
            scene.status,
            pictures=scene.pictures,
            evaluation=evaluation,
            state=scene.state,
            message=scene.message,
        )

    def _send(self, status: Status, **more: Any) -> None:
        kept = self.bench.kept if self.bench is not None else ()
        settled = self.bench is not None and not self.busy
        self._outbox.send(status, kept=kept, settled=settled, **more)


def sentence(error: Exception) -> str:
    """What to tell the user of an error: its own words where it has been written for people."""
    if isinstance(error, MemoryError):
        return "There is not enough memory for this: choose a smaller batch, or smaller layers."
    if isinstance(error, ProjectError | StateError):
        return str(error)
    return f"Training stopped because of an error in bpgui ({type(error).__name__}: {error})."
