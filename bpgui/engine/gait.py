"""The gait of a run: how the steps of an epoch are made, and what is noted of each."""

from __future__ import annotations

from collections.abc import Sequence

from bpgui.engine.feeder import Feeder
from bpgui.engine.log import Log
from bpgui.engine.pace import Pace
from bpgui.engine.plan import Plan
from bpgui.engine.straight import Steps, note, put, straight
from bpgui.engine.trail import FEW, Trail
from bpgui.engine.training import Training
from bpgui.engine.update import Update


class Gait:
    """The steps of an epoch, compiled for the live settings as they are now; they fill the log."""

    def __init__(
        self,
        plans: Sequence[Plan],
        pace: Pace,
        feeder: Feeder,
        update: Update,
        training: Training,
        log: Log,
    ) -> None:
        p = plans[0].parameters
        self._log = log
        self._trail = Trail(p) if p.left.size <= FEW and not update.clips(training) else None
        noted = [p.left] if self._trail is not None else [p.left[-1:], update.squares]
        #: Where these are noted if there is no trail.
        lines = [] if self._trail is not None else [log.loss_lines[:, None], log.square_lines]
        self._notes = [list(each) for each in lines]
        #: What the steps of an epoch have of their own: rates, where they change, and rows.
        self._own = [pace.rates, feeder.items] if pace.rates else [feeder.items]
        rated = [put(pace.rate)] if pace.rates else []
        common = update.calls(training, measure=self._trail is None)

        def compiled(plan: Plan) -> Steps:
            lanes = [*rated, feeder.lane(plan.feed), *map(note, noted)]
            return straight([*plan.forward, *plan.backward, *common], lanes)

        steps = {id(plan): compiled(plan) for plan in {plans[0], plans[-1]}}
        self._steps = [steps[id(plan)] for plan in plans]
        self._full = sum(plan is plans[0] for plan in plans)

    def make(self, start: int, stop: int, logged: int) -> None:
        """Steps `start` to `stop` of the epoch, when `logged` lines of the log are taken."""
        while start < stop:
            end = min(stop, self._full if start < self._full else stop)
            if self._trail is not None:
                end = min(end, start + self._trail.length - logged % self._trail.length)
            own = [items[start:end] for items in self._own]
            start, logged = end, self._stretch(self._steps[start], end - start, own, logged)

    def settle(self, logged: int) -> None:
        """See to it that all lines taken are filled."""
        if self._trail is not None:
            self._measure(logged % self._trail.length, logged)

    def _stretch(self, steps: Steps, count: int, own: Sequence[object], logged: int) -> int:
        """So many steps of one plan: how many lines of the log are taken after them."""
        taken = logged + count
        if self._trail is None:
            steps(*own, *(notes[logged:taken] for notes in self._notes))
            return taken
        first = logged % self._trail.length
        steps(*own, self._trail.rows[first : first + count])
        if taken % self._trail.length == 0:
            self._measure(self._trail.length, taken)
        return taken

    def _measure(self, count: int, taken: int) -> None:
        """The first `count` rows of the trail: they belong to the last lines taken."""
        assert self._trail is not None
        lines = slice(taken - count, taken)
        self._trail.measure(count, self._log.loss_lines[lines], self._log.square_lines[lines])
