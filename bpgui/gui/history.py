"""The history of a run: everything its plots show, in bounded memory."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.report import Evaluation, Report
from bpgui.gui.evaluations import Evaluations, Measured
from bpgui.gui.spread import Spreads
from bpgui.gui.track import Spans, Track

#: log10 of a gradient that is zero: below what any float32 gradient comes to.
ZERO = -45.0
#: Numbers kept exactly for the gradient norms, over all tensors.
_NORMS_KEPT = 2_000_000


class History:
    """Losses and gradient norms of every step, and the evaluations, from reports as they come."""

    def __init__(self, tensors: int = 0, origin: int = 0) -> None:
        self._losses = Track(2)
        exact = int(np.clip(_NORMS_KEPT // max(tensors, 1), 2048, 65_536))
        self._norms = Track(tensors, buckets=4096, exact=exact, dtype="float32")
        self._losses.clear(origin)
        self._norms.clear(origin)
        #: Quantiles of every tensor, now and then.
        self.spreads = Spreads()
        self._evaluations = Evaluations()
        #: What is told of it in numbers: the present evaluation as of when it was last read.
        self.told: Evaluation | None = None
        self.epoch = 0

    @property
    def first(self) -> int:
        """The step before the first one recorded."""
        return self._losses.origin

    @property
    def last(self) -> int:
        """The newest step recorded."""
        return self._losses.last

    @property
    def nbytes(self) -> int:
        """About the memory that it takes."""
        parts = (self._losses, self._norms, self.spreads, self._evaluations)
        return sum(part.nbytes for part in parts)

    def copy(self) -> History:
        """Another with the same in it, to go on apart."""
        made = copy.copy(self)
        made._losses, made._norms = self._losses.copy(), self._norms.copy()
        made.spreads = self.spreads.copy()
        made._evaluations = self._evaluations.copy()
        return made

    def for_others(self, tensors: int, step: int) -> History:
        """A copy for a network of other tensors: their norms are known from `step` on only."""
        made = History(tensors, step)
        made._losses = self._losses.copy()
        made._evaluations, made.epoch = self._evaluations.copy(), self.epoch
        return made

    def add(self, *reports: Report) -> None:
        """Record reports. One that begins before the end of what is known takes its place."""
        together: list[Report] = []
        for report in reports:
            if together and report.first != together[-1].last + 1:
                self._extend(together)
                together = []
            together.append(report)
        self._extend(together)

    def _extend(self, reports: list[Report]) -> None:
        """Record reports that follow each other, in one go."""
        if not reports:
            return
        self.rewind(reports[0].first - 1)
        rates = [np.full(len(report.losses), report.learning_rate) for report in reports]
        losses = np.concatenate([report.losses for report in reports])
        self._losses.extend(np.column_stack([losses, np.concatenate(rates)]))
        self._norms.extend(np.concatenate([report.norms for report in reports]))
        self.epoch = reports[-1].epoch
        for report in reports:
            if report.evaluation is not None:
                self.measured(report.evaluation)

    def measured(self, evaluation: Evaluation) -> None:
        """Record an evaluation; every second is dropped when there are too many."""
        self._evaluations.add(evaluation)

    def rewind(self, step: int) -> None:
        """Forget what came after `step`."""
        if step >= self.last:
            return
        self._losses.rewind(step)
        self._norms.rewind(step)
        self.spreads.rewind(step)
        self._evaluations.rewind(step)
        if self.told is not None and self.told.step > step:
            self.told = self.present

    def losses(self, first: float, last: float, rows: int) -> Spans:
        """The loss (column 0) and the learning rate (column 1) of the steps in a range; see
        Track.span."""
        return self._losses.span(first, last, rows)

    def norms(self, first: float, last: float, rows: int) -> Spans:
        """log10 of every tensor's gradient norm in a range of steps, a column a tensor; ZERO for
        none. Of several steps together it is that of their mean: some without a gradient among
        them do not hide the others."""
        spans = self._norms.span(first, last, rows)
        logs = (_log(values) for values in (spans.low, spans.high, spans.mean))
        return Spans(spans.first, spans.last, *logs)

    @property
    def evaluations(self) -> Measured:
        """What was measured on all rows."""
        return self._evaluations.columns

    @property
    def evaluation(self) -> Evaluation | None:
        """The newest of them."""
        return self._evaluations.newest

    @property
    def present(self) -> Evaluation | None:
        """The one measured last: where the run stands, which may be before the newest."""
        return self._evaluations.present


def _log(norms: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    with np.errstate(divide="ignore"):
        return np.maximum(np.log10(norms), ZERO)
