"""How the losses have gone so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

#: A loss below this share of the first one: the network has learned.
LEARNED = 0.3
#: So has one that gets this share of the training rows right.
RIGHT = 0.9
#: Evaluations whose median counts: one that stands out is no illness.
LAST = 5


@dataclass(frozen=True)
class Course:
    """The evaluations of a run, oldest first: arrays (n,), NaN where there is no validation.

    There is one after every epoch, or fewer where epochs are quick; step: those made by then.
    """

    step: Floats
    loss: Floats
    accuracy: Floats
    val_loss: Floats
    val_accuracy: Floats

    def __len__(self) -> int:
        return len(self.loss)

    def learned(self, floor: float = 0.0) -> bool:
        """Whether the loss has fallen to a small share of what it was above the floor, or nearly
        all rows are right (R2 is nearly 1): with a penalty in it, the loss stays high.

        floor: the least loss that there can be.
        """
        if len(self) < 2:
            return False
        loss, accuracy = np.median(self.loss[1:][-LAST:]), np.median(self.accuracy[1:][-LAST:])
        return bool(loss - floor < LEARNED * (self.loss[0] - floor) or accuracy > RIGHT)
