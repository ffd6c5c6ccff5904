"""The pace of a run: the learning rate of every step, base rate times schedule."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.schedule import Schedule

#: Among the moments of a state: what the schedule remembers.
SCHEDULE = "schedule"


class Pace:
    """`descent` (0-d) is what the optimiser reads: minus the learning rate of the step. An epoch's
    rates are worked out when it begins."""

    def __init__(self, schedule: Schedule, steps: int, dtype: str) -> None:
        self.descent: Array = np.zeros((), dtype)
        #: What the schedule remembers of the run.
        self.memory = np.array(schedule.memory(), dtype=float)
        self._schedule = schedule
        self._base: float | None = None
        self._moves = schedule.changes == "steps"
        self._shares = np.arange(steps) / steps if self._moves else np.zeros(1)
        self._rates = np.zeros(len(self._shares))
        self._table = np.zeros(len(self._shares), dtype)
        #: What `descent` has to be in every step of the epoch, 0-d; none where it stays as it is.
        self.descents = [each.reshape(()) for each in self._table[:, None]] if self._moves else []

    @property
    def watches(self) -> bool:
        """Whether the schedule wants to know the loss after every epoch."""
        return self.memory.size > 0

    def begin(self, base: float, epoch: int) -> None:
        """Work out the rates of the epoch that begins when `epoch` are done."""
        if self._schedule.changes == "never" and base == self._base:
            return
        self._base = base
        self._rates[...] = base * self._schedule.factors(epoch + self._shares, self.memory)
        self._table[...] = -self._rates
        self.descent[...] = self._table[0]

    def notice(self, loss: float) -> None:
        """Let the schedule know the loss after an epoch."""
        self._schedule.notice(loss, self.memory)

    def restore(self, memory: Array | None) -> None:
        """Remember what was saved; begin anew where that is another schedule's, or nothing."""
        start = np.array(self._schedule.memory(), dtype=float)
        fits = memory is not None and memory.shape == start.shape
        self.memory[...] = memory if fits else start

    def at(self, position: int) -> float:
        """The rate of the step at this place of the epoch that has begun."""
        return float(self._rates[position % len(self._rates)])
