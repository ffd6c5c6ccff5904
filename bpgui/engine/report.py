"""What a run says of itself: frozen reports with arrays of their own, safe in any thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Evaluation:
    """All training and validation rows, measured at one moment (dropout and the like off).

    `accuracy` is the share of rows classified rightly, or R2 for a regression. None: no such rows.
    """

    step: int
    loss: float
    accuracy: float
    val_loss: float | None = None
    val_accuracy: float | None = None


@dataclass(frozen=True)
class Report:
    """A span of training: the steps from `first` to `first + len(losses) - 1`, counted from 1.

    losses (n,): loss of each step's mini-batch, before its update, with the regulariser's penalty.
    norms (n, tensors): L2 norm of dL/dtheta for every parameter tensor, before clipping, in the
    order of `Trainer.tensors`. epoch: whole passes done after the span. learning_rate: that of the
    step to come, schedule included. evaluation: present when the span ended an epoch that was
    evaluated. stopped: why training ended here, in one sentence; None while it goes on. diverged:
    the loss or a gradient was no longer finite (the state kept is the one before).
    """

    first: int
    epoch: int
    losses: Floats
    norms: Floats
    learning_rate: float
    seconds: float
    evaluation: Evaluation | None = None
    stopped: str | None = None
    diverged: bool = False

    @property
    def last(self) -> int:
        """The number of the last step of the span."""
        return self.first + len(self.losses) - 1
