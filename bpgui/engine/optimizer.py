"""Optimisers: how the parameters move, given the gradient."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.declaration import Declaration, Registry


@dataclass
class OptimizerSite:
    """What an optimiser finds ready: the trained parameters and their gradient, flat (P,).

    `rate` is a 0-d array, the learning rate of the step; `moments` collects the vectors it
    remembers.
    """

    theta: Array
    gradient: Array
    rate: Array
    moments: dict[str, Array] = field(default_factory=dict)

    def moment(self, name: str) -> Array:
        """A zeroed vector (P,) that belongs to the run's state: saved and restored with it."""
        self.moments[name] = np.zeros_like(self.theta)
        return self.moments[name]

    def counter(self) -> Array:
        """A 0-d count of updates, kept with the moments; the optimiser counts it up itself."""
        self.moments["updates"] = np.zeros((), dtype=np.int64)
        return self.moments["updates"]

    def new(self) -> Array:
        """An uninitialised scratch vector (P,)."""
        return np.empty_like(self.theta)


class Optimizer(Declaration):
    """The base of every optimiser."""

    latex: ClassVar[tuple[str, ...]] = ()

    def bind(self, at: OptimizerSite) -> list[Call]:
        """The calls that move `at.theta` by one update."""
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry("optimiser")
optimizer = optimizers.register
