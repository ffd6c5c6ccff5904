"""Optimisers: how the parameters move, given the gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from bpgui.engine.arrays import Array, Call, empty, zeros
from bpgui.engine.declaration import Declaration, Registry

#: Elements worked on at once where many passes are made: their parts of the parameters, of the
#: gradient, of the moments and of the scratch stay in the cache (measured best).
PIECE = 32_768


@dataclass
class OptimizerSite:
    """What an optimiser finds ready: the trained parameters and their gradient, flat (P,).

    `descent` is a 0-d array, minus the learning rate of the step; `moments` collects what the
    optimiser remembers from one update to the next.
    """

    theta: Array
    gradient: Array
    descent: Array
    moments: dict[str, Array] = field(default_factory=dict)

    def counter(self) -> Array:
        """A 0-d count of updates, kept with the moments; the optimiser counts it up itself."""
        self.moments["updates"] = zeros([], "int64")
        return self.moments["updates"]

    def pieces(self, *names: str) -> Iterator[tuple[Array, ...]]:
        """Parameters, gradient, scratch and the moments of these names, in parts.

        The parts are cut to fit the cache; the scratch is the same for all. The moments are zeroed
        vectors (P,), saved and restored with the run.
        """
        dtype, size = self.theta.dtype, self.theta.size
        moments = {name: zeros([size], dtype) for name in names}
        self.moments.update(moments)
        scratch = empty([min(PIECE, size)], dtype)
        for start in range(0, size, PIECE):
            part = slice(start, min(start + PIECE, size))
            work = scratch[: part.stop - part.start]
            yield self.theta[part], self.gradient[part], work, *(m[part] for m in moments.values())


class Optimizer(Declaration):
    """The base of every optimiser."""

    latex: ClassVar[tuple[str, ...]] = ()

    def bind(self, at: OptimizerSite) -> list[Call]:
        """The calls that move `at.theta` by one update."""
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry("optimiser")
optimizer = optimizers.register
