"""The meter of a run: loss and accuracy on all rows, when they are due, and what they cost."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.course import Course
from bpgui.engine.evaluator import Abandon, Evaluator
from bpgui.engine.report import Evaluation
from bpgui.engine.rows import Rows

#: The training rows are measured on at most this many of them (the first), so that an epoch stays
#: quick.
MEASURED = 5_000

#: Accuracy (or R2) from outputs and targets, both rows-first.
Score = Callable[[Array, Array], float]


class Meter:
    """Measures a course on training and validation rows. `seconds`: how long it took last time."""

    def __init__(
        self, course: Course, evaluator: Evaluator, train: Rows, validation: Rows, score: Score
    ) -> None:
        self.seconds = 0.0
        self._course, self._evaluator = course, evaluator
        self._train, self._validation, self._score = train, validation, score

    def evaluate(self, most: int | None = None, abandon: Abandon | None = None) -> Evaluation:
        """On the training rows (the first `most`) and the validation rows.

        Abandoned if `abandon`, asked now and then, says so.
        """
        loss, accuracy = self._measure(self._train.first(most), abandon)
        val_loss, val_accuracy = self._measure(self._validation, abandon)
        return Evaluation(self._course.step, loss or 0.0, accuracy or 0.0, val_loss, val_accuracy)

    def epoch(self, abandon: Abandon | None = None) -> Evaluation:
        """The evaluation at the end of an epoch, which may leave out training rows."""
        begun = time.perf_counter()
        evaluation = self.evaluate(MEASURED, abandon)
        self.seconds = time.perf_counter() - begun
        return evaluation

    def _measure(self, rows: Rows, abandon: Abandon | None) -> tuple[float | None, float | None]:
        if not len(rows):
            return None, None
        outputs, loss = self._evaluator.answers(rows.x, rows.t, rows.weights, abandon)
        with np.errstate(all="ignore"):
            return loss + self._course.penalty(), self._score(outputs, rows.t)
