"""The state of a run: everything needed to go on, bit for bit, from where it was taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array


class StateError(ValueError):
    """A state that does not belong to this network. The text is one sentence for the user."""


@dataclass(frozen=True)
class State:
    """A frozen copy of a run, arrays and all.

    parameters: every tensor by its full name, in its public shape. moments: what the optimiser, the
    schedule and early stopping remember: flat vectors and 0-d counters. order (rows,): the order of
    the training rows in the current epoch, of which `position` mini-batches are done. random: the
    states of the random generators, as JSON text.
    """

    parameters: dict[str, Array]
    moments: dict[str, Array]
    order: Array
    step: int
    epoch: int
    position: int
    random: str

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        arrays = (*self.parameters.values(), *self.moments.values(), self.order)
        return sum(array.nbytes for array in arrays)

    def finite(self) -> bool:
        """Whether every number in it is."""
        arrays = (*self.parameters.values(), *self.moments.values())
        return all(bool(np.isfinite(array).all()) for array in arrays)
