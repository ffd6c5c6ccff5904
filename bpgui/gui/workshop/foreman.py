"""The foreman: where the orders of the window are carried out, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from bpgui.data.progress import heard
from bpgui.engine.denormals import flushed
from bpgui.engine.training import Training
from bpgui.gui.batch import Job, Probe
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.errand import CalledOff
from bpgui.gui.workshop.inbox import Inbox
from bpgui.gui.workshop.news import Answer, Tell
from bpgui.gui.workshop.outbox import Outbox
from bpgui.gui.workshop.shift import Shift

#: Asked of a bench between two steps. Qt-free, and known by name, where another process is to
#: answer it.
Question = Callable[[Bench], object]


class Foreman:
    """Whoever calls `serve` trains; its public methods are the orders, given through the inbox.

    Orders that make it go or stand carry a number; see Batch.command.
    """

    def __init__(self, inbox: Inbox, outbox: Outbox, tell: Tell) -> None:
        self._inbox, self._outbox, self._tell = inbox, outbox, tell
        self._shift = Shift(inbox, outbox)

    def serve(self) -> None:
        """Carry out orders, and work between them, until the inbox is closed."""
        with flushed():
            while not self._inbox.closed:
                if not self._shift.busy:
                    self._inbox.wait()
                self._attend()
            self._shift.clear(0)

    def _attend(self) -> None:
        order = self._inbox.take()
        try:
            if order is None:
                self._shift.work()
            else:
                order.command(self, *order.arguments)
        except Exception as error:
            self._shift.fail(error)

    # -- orders --------------------------------------------------------------------------------

    def load(self, job: Job) -> None:
        """Make a run ready in the place of the present one, unless a newer one is wanted by now."""
        with suppress(CalledOff), heard(self._unless_called_off):
            self._unless_called_off(0.0)
            self._shift.clear(job.run)
            self._set_up(Bench.of(job), job.run)

    def _unless_called_off(self, share: float) -> None:
        """Large tables take a while to be made ready, of which each is only a part."""
        if self._inbox.closed or self._inbox.holds(Foreman.load):
            raise CalledOff

    def fork(self, job: Job) -> None:
        """Make a run ready that goes on from where the present one stands."""
        wanted = not self._inbox.holds(Foreman.load, Foreman.fork)
        if wanted and (bench := self._shift.clear(job.run)) is not None:
            self._set_up(bench.forked(job.project), job.run)

    def go(self, number: int) -> None:
        """Train until a limit is reached."""
        self._outbox.command = number
        self._shift.start(lambda bench: bench.trainer.run(evaluate="some"))

    def step(self, number: int, steps: int) -> None:
        """Train so many steps more."""
        self._outbox.command = number
        self._shift.start(lambda bench: bench.trainer.make(steps))

    def epoch(self, number: int) -> None:
        """Train to the end of this epoch."""
        self._outbox.command = number
        self._shift.start(lambda bench: bench.trainer.make_epoch())

    def pause(self, number: int) -> None:
        """Stand still after the step being made."""
        self._outbox.command = number
        self._shift.pause()

    def retune(self, training: Training) -> None:
        """Take over the live settings."""
        if self._shift.bench is not None:
            self._shift.bench.trainer.retune(training)

    def go_to(self, number: int, step: int) -> None:
        """Stand at a kept step, or the one before; nothing, if another is sought by now."""
        self._outbox.command = number
        if not self._inbox.holds(Foreman.go_to):
            self._shift.go_to(step)

    def limit(self, rate: float) -> None:
        """Make no more than so many steps a second; 0: as many as there can be."""
        self._shift.limit(rate)

    def watch(self, key: str, probe: Probe | None) -> None:
        """Take this picture from now on; None: no longer."""
        self._shift.watch(key, probe)

    def answer(self, number: int, question: Question) -> None:
        """Answer at once; None where there is no run to be asked."""
        bench = self._shift.bench
        try:
            answer = Answer(number, None if bench is None else question(bench))
        except Exception as error:
            answer = Answer(number, error=error)
        self._tell(answer)

    def _set_up(self, bench: Bench, run: int) -> None:
        self._tell(bench.info(run))
        self._shift.set_up(bench)
