"""Schedules: how the learning rate changes while a network trains."""

from __future__ import annotations

from typing import ClassVar, Literal

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import Declaration, Registry


class Schedule(Declaration):
    """The base of every schedule: a factor on the learning rate, as a function of the epochs done.

    A schedule that looks at the loss keeps what it has seen in `memory`, numbers that are saved and
    restored with the run, and are its only state.
    """

    latex: ClassVar[tuple[str, ...]] = ()
    #: When the factor changes: never, from one epoch to the next, or from step to step.
    changes: ClassVar[Literal["never", "epochs", "steps"]] = "epochs"

    def memory(self) -> tuple[float, ...]:
        """What its memory holds at the start, finite numbers; empty: it does not look at losses."""
        return ()

    def factors(self, epochs: Array, memory: Array) -> Array:
        """The factors at these times: epochs done, in fractions, float64."""
        raise NotImplementedError

    def notice(self, loss: float, memory: Array) -> None:
        """Take in the loss on the validation rows (or else the training rows) after an epoch."""


schedules: Registry[Schedule] = Registry("schedule")
schedule = schedules.register
