"""The gait of a run: how the steps of an epoch are made, and what is noted of each."""

from __future__ import annotations

from collections.abc import Sequence

from bpgui.engine.feeder import Feeder
from bpgui.engine.log import SPAN, Log
from bpgui.engine.loss import Tally
from bpgui.engine.norms import Ruler
from bpgui.engine.pace import Pace
from bpgui.engine.plan import Plan
from bpgui.engine.straight import Track, put
from bpgui.engine.trail import Trail, few, fitting, trails
from bpgui.engine.training import Training
from bpgui.engine.update import Update
from bpgui.engine.walk import Walk


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
        self._log = log
        kinds = {id(plan): plan for plan in (plans[0], plans[-1])}
        tallies = {key: _tally(plan, update, training) for key, plan in kinds.items()}
        later = few([update.gradient]) and not update.clips(training)
        kept = [update.gradient] if later else []
        kept += [array for tally in tallies.values() if tally for array in tally.left]
        #: In one stretch so many steps at most; whole epochs where they are short.
        self._most = fitting(kept, len(plans)) if kept else SPAN
        #: The gradients that are still to be measured; None where each step measures its own.
        self._gradients = trails(kept[:1], self._most)[0] if later else None
        self._ruler = Ruler(update.parameters, self._most if later else 0)
        gradients = self._gradients or Trail(update.squares, log.square_lines)
        rates = [Track(put(pace.descent), pace.descents)] if pace.descents else []
        calls = update.calls(training, measure=not later)
        walks = {
            key: Walk(
                plan, calls, rates, feeder, gradients, log.loss_lines, tallies[key], self._most
            )
            for key, plan in kinds.items()
        }
        self._walks = [walks[id(plan)] for plan in plans]
        self._full = sum(plan is plans[0] for plan in plans)
        self._newest = self._walks[0]
        #: Lines of the log.
        self._taken = 0

    def make(self, start: int, stop: int, logged: int) -> None:
        """Steps `start` to `stop` of the epoch, when `logged` lines of the log are taken.

        Lines, loss and gradient are those of these steps after `settle`.
        """
        while start < stop:
            room = self._most - logged % self._most
            end = min(stop, self._full if start < self._full else stop, start + room)
            self._newest = self._walks[start]
            self._newest.make(start, end, logged)
            logged += end - start
            start = end
            if logged % self._most == 0:
                self._measure(self._most, logged)
        self._taken = logged

    def settle(self) -> None:
        """Have all lines filled that have been taken, and loss and gradient catch up."""
        if self._taken:
            self._measure(self._taken % self._most, self._taken)
            self._newest.catch_up(self._taken)

    def _measure(self, count: int, taken: int) -> None:
        """Have the last `count` lines of those taken filled with the norms of their gradients."""
        if self._gradients is not None:
            first = taken - count
            gradients = self._gradients.left(first, count)
            self._ruler.measure(gradients, self._log.square_lines[first:taken])


def _tally(plan: Plan, update: Update, training: Training) -> Tally | None:
    """How the losses of the plan can be told later; None where each step tells its own."""
    tally = plan.tally
    fits = tally is not None and few(tally.left) and not update.penalises(training)
    return tally if fits else None
