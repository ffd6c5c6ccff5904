"""How the losses have gone so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

#: A loss below this share of the first one: the network has learned, whatever its layers look like.
LEARNED = 0.3
#: Evaluations whose median counts: one that stands out is no illness.
LAST = 5


@dataclass(frozen=True)
class Course:
    """The evaluations of a run, oldest first: arrays (n,), NaN where there is no validation."""

    loss: Floats
    accuracy: Floats
    val_loss: Floats
    val_accuracy: Floats

    def __len__(self) -> int:
        return len(self.loss)

    @property
    def learned(self) -> bool:
        """Whether the loss has fallen to a small share of what it was."""
        return len(self) > 1 and bool(np.median(self.loss[1:][-LAST:]) < LEARNED * self.loss[0])
