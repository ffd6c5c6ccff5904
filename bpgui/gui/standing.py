"""How a run stands: what the run bar shows of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bpgui.engine.report import Evaluation
from bpgui.gui.batch import Batch, Status


@dataclass(frozen=True)
class Standing:
    """How a run stands. None: not known (yet), or no such rows."""

    status: Status = "preparing"
    step: int = 0
    epoch: int = 0
    #: Of the newest mini-batch.
    loss: float | None = None
    #: Of the newest evaluation.
    train_loss: float | None = None
    val_loss: float | None = None
    accuracy: float | None = None
    val_accuracy: float | None = None
    learning_rate: float | None = None
    #: Steps a second, while it runs.
    speed: float | None = None
    #: Why it stopped, in one sentence, and the traceback where that was not foreseen.
    message: str = ""
    details: str = ""

    def after(self, batch: Batch, seen: Evaluation | None) -> Standing:
        """The numbers after a batch; `seen` is the newest evaluation."""
        now = self
        if batch.reports:
            newest = batch.reports[-1]
            loss = float(newest.losses[-1]) if len(newest.losses) else now.loss
            now = dataclasses.replace(
                now,
                step=newest.last,
                epoch=newest.epoch,
                loss=loss,
                learning_rate=newest.learning_rate,
            )
        if batch.state is not None:
            now = dataclasses.replace(now, step=batch.state.step, epoch=batch.state.epoch)
        if seen is not None:
            now = dataclasses.replace(
                now,
                train_loss=seen.loss,
                val_loss=seen.val_loss,
                accuracy=seen.accuracy,
                val_accuracy=seen.val_accuracy,
            )
        return now
