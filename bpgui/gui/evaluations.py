"""Evaluations of a run, one after the other, in bounded memory."""

from __future__ import annotations

import bisect
import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.report import Evaluation

#: When there are more, every second is dropped, and of those to come.
MOST = 8192
#: Bytes of one, with its five numbers.
_SIZE = 256

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Measured:
    """Evaluations one after the other, each array (evaluations,); NaN where there is no such
    number."""

    step: Floats
    loss: Floats
    accuracy: Floats
    val_loss: Floats
    val_accuracy: Floats


class Evaluations:
    """At most one a step, in the order of their steps."""

    def __init__(self) -> None:
        self._kept: list[Evaluation] = []
        #: Their numbers, in the columns of as many as are kept; the others are spare.
        self._table: Floats = np.empty((5, 64))
        self._every = 1
        self._offered = 0
        self._columns: Measured | None = None
        #: The one that was added last: after the run has gone back, not that of the last step.
        self.present: Evaluation | None = None

    @property
    def newest(self) -> Evaluation | None:
        """The one of the last step."""
        return self._kept[-1] if self._kept else None

    @property
    def nbytes(self) -> int:
        """About the memory that they take."""
        return len(self._kept) * _SIZE + self._table.nbytes

    @property
    def columns(self) -> Measured:
        """Their numbers; they stay as they are when others come."""
        if self._columns is None:
            self._columns = Measured(*self._table[:, : len(self._kept)].copy())
        return self._columns

    def copy(self) -> Evaluations:
        """Another with the same in it, to go on apart."""
        made = copy.copy(self)
        made._kept, made._table = self._kept.copy(), self._table.copy()
        return made

    def add(self, evaluation: Evaluation) -> None:
        """Keep it. After the run has gone back, it takes the place of the one of its step."""
        known, self._columns, self.present = self._kept, None, evaluation
        place = bisect.bisect_left(known, evaluation.step, key=lambda other: other.step)
        if place < len(known):
            known[place : place + (known[place].step == evaluation.step)] = [evaluation]
            self._write(place)
            return
        if known and self._offered % self._every:
            known.pop()
        known.append(evaluation)
        self._offered += 1
        place = len(known) - 1
        if len(known) > MOST:
            del known[1::2]
            self._every *= 2
            place = 0
        self._write(place)

    def rewind(self, step: int) -> None:
        """Forget those after `step`."""
        del self._kept[bisect.bisect_right(self._kept, step, key=lambda other: other.step) :]
        self._columns = None
        if self.present is not None and self.present.step > step:
            self.present = self.newest

    def _write(self, begin: int) -> None:
        """Bring the table up to date from this place on."""
        while self._table.shape[1] < len(self._kept):
            self._table = np.concatenate([self._table, np.empty_like(self._table)], axis=1)
        for place in range(begin, len(self._kept)):
            e = self._kept[place]
            numbers = (e.step, e.loss, e.accuracy, _or_nan(e.val_loss), _or_nan(e.val_accuracy))
            self._table[:, place] = numbers


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
