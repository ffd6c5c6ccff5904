"""Early stopping: how long a run has gone on without progress, and its best weights."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array


class Patience:
    """The best loss after an epoch so far, its weights, and the epochs since.

    It is part of the run's state as soon as it has noticed anything.
    """

    #: What it is called in a state.
    NAMES = ("best_values", "best_loss", "best_epoch", "best_waited")

    def __init__(self, values: Array) -> None:
        self._values = values
        self.forget()

    def forget(self) -> None:
        """As at the start of a run."""
        self.waited, self.loss, self.epoch = 0, np.inf, 0
        self._best: Array | None = None

    def notice(self, loss: float, epoch: int) -> None:
        """Take in the loss after an epoch, and keep the weights if they are the best so far."""
        if loss < self.loss:
            self.loss, self.epoch, self.waited = loss, epoch, 0
            self._best = self._values.copy()
        else:
            self.waited += 1

    def give_back(self) -> None:
        """Put the best weights back."""
        if self._best is not None:
            self._values[...] = self._best

    def state(self) -> dict[str, Array]:
        """Copies of all it remembers, by name."""
        if self._best is None:
            return {}
        found = (self._best.copy(), self.loss, self.epoch, self.waited)
        return {name: np.array(value) for name, value in zip(self.NAMES, found, strict=True)}

    def restore(self, state: dict[str, Array]) -> None:
        """Remember what `state` gave."""
        self.forget()
        if all(name in state for name in self.NAMES):
            best, loss, epoch, waited = (state[name] for name in self.NAMES)
            self._best = best.astype(self._values.dtype)
            self.loss, self.epoch, self.waited = float(loss), int(epoch), int(waited)
