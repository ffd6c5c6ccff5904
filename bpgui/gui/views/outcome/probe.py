"""The probe of the results view: the answers to the rows of one part of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.trainer import Trainer
from bpgui.project.session import Prepared

Floats = NDArray[np.float64]
#: At most so many rows are asked about.
MOST = 5000


@dataclass(frozen=True, eq=False)
class Outcome:
    """Answers (rows, outputs) and targets alike: numbers in the unit of the data, classes as the
    network is trained to give them.

    wanted, got (rows,): class indices; empty for a regression. sure (rows,): how far the strongest
    output leads over the next, between 0 and 1.
    """

    answers: Floats
    targets: Floats
    wanted: NDArray[np.int64]
    got: NDArray[np.int64]
    sure: Floats

    @property
    def broken(self) -> int:
        """How many rows get an answer that is not finite: their class means nothing."""
        return int(np.count_nonzero(~np.isfinite(self.answers).all(axis=1)))

    def confusion(self, classes: int) -> NDArray[np.int64]:
        """(classes, classes): rows of the true class (first index) by the predicted one."""
        flat = np.bincount(self.wanted * classes + self.got, minlength=classes * classes)
        return flat.reshape(classes, classes)

    def cell(self, wanted: int, got: int) -> NDArray[np.intp]:
        """The rows of one cell of the confusion matrix, the surest first."""
        rows = np.flatnonzero((self.wanted == wanted) & (self.got == got))
        return rows[np.argsort(-self.sure[rows], kind="stable")]

    def mistakes(self) -> NDArray[np.intp]:
        """The rows of another class than predicted, the surest first."""
        rows = np.flatnonzero(self.wanted != self.got)
        return rows[np.argsort(-self.sure[rows], kind="stable")]


@dataclass(frozen=True)
class OutcomeProbe:
    """Asks the network about the training rows, or those kept apart."""

    validation: bool

    def take(self, trainer: Trainer, prepared: Prepared) -> Outcome:
        """The answers to the first MOST rows."""
        rows = prepared.rows(self.validation)
        answers = trainer.predict(rows.x[:MOST]).astype(np.float64)
        answers = answers.reshape(len(answers), -1)
        targets = rows.t[:MOST].reshape(len(answers), -1)
        if not prepared.classifies:
            none = np.zeros(0, np.int64)
            answers, targets = prepared.in_units(answers), prepared.in_units(targets)
            return Outcome(answers, targets, none, none, np.zeros(0))
        wanted, got = prepared.decode(targets), prepared.decode(answers)
        return Outcome(answers, targets, wanted, got, _sure(answers, prepared))


def _sure(answers: Floats, prepared: Prepared) -> Floats:
    span = prepared.high - prepared.low
    if answers.shape[1] == 1:
        return np.abs(answers[:, 0] - (prepared.low + prepared.high) / 2) * (2 / span)
    first, second = np.partition(answers, [-1, -2], axis=1)[:, [-1, -2]].T
    return (first - second) / span


def rates(confusion: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Precision and recall of every class; NaN where there is nothing to divide by."""
    right = np.diag(confusion).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return right / confusion.sum(axis=0), right / confusion.sum(axis=1)
