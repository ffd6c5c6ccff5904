"""A track: one or more numbers per step, over any number of steps, in bounded memory."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Spans:
    """Neighbouring groups of steps, one row each.

    first (rows,) and last (rows,): the steps a row stands for. low, high, mean (rows, columns): of
    the values in it; not finite where one of them is not. exact: every row is one step.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    low: Array
    high: Array
    mean: Array

    def __len__(self) -> int:
        return len(self.first)

    @property
    def exact(self) -> bool:
        """Whether every row is a single step."""
        return bool((self.first == self.last).all())

    def at(self, step: float) -> int | None:
        """The row in which a step lies, or None."""
        row = int(np.searchsorted(self.first, step, "right")) - 1
        return row if row >= 0 and step <= self.last[row] else None


class Track:
    """Values of consecutive steps: all of them as buckets whose width doubles, the newest exactly
    as well.

    Steps are counted from `origin + 1`. There are at most `buckets` buckets (an even number); the
    newest `exact` steps are kept as they came.
    """

    def __init__(
        self, columns: int, *, buckets: int = 8192, exact: int = 65_536, dtype: str = "float64"
    ) -> None:
        self.origin = 0
        self.count = 0
        self.stride = 1
        self._exact = exact
        # Twice as long as needed, so that it has to be moved only once in `exact` steps.
        self._recent = np.empty((2 * exact, columns), dtype)
        self._filled = 0
        self._low = np.full((buckets, columns), np.inf, dtype)
        self._high = np.full((buckets, columns), -np.inf, dtype)
        self._sum = np.zeros((buckets, columns))

    @property
    def last(self) -> int:
        """The newest step."""
        return self.origin + self.count

    @property
    def nbytes(self) -> int:
        """The memory that what is kept takes."""
        row = self._recent.itemsize * self._recent.shape[1]
        return self._filled * row + self._low.nbytes + self._high.nbytes + self._sum.nbytes

    def copy(self) -> Track:
        """Another with the same in it, to go on apart."""
        made = copy.copy(self)
        # Only what is filled: memory that nothing has been written to is not taken.
        made._recent = np.empty_like(self._recent)
        made._recent[: self._filled] = self._recent[: self._filled]
        made._low, made._high, made._sum = self._low.copy(), self._high.copy(), self._sum.copy()
        return made

    def clear(self, origin: int = 0) -> None:
        """Forget everything; the next step is `origin + 1`."""
        self.origin, self.count, self.stride, self._filled = origin, 0, 1, 0
        self._blank(slice(None))

    def extend(self, values: ArrayLike) -> None:
        """Append the values (steps, columns) of the steps that follow."""
        values = np.asarray(values, self._recent.dtype)
        self._remember(values)
        while len(values):
            room = len(self._low) * self.stride - self.count
            self._fold(values[:room])
            values = values[room:]
            if self.count == len(self._low) * self.stride:
                self._halve()

    def rewind(self, step: int) -> None:
        """Forget the steps after `step`.

        Where the bucket that is cut is older than what is kept exactly, it keeps its values.
        """
        gone = self.last - step
        if gone <= 0:
            return
        if step <= self.origin:
            self.clear(step)
            return
        self.count -= gone
        self._filled = max(0, self._filled - gone)
        whole, rest = divmod(self.count, self.stride)
        self._blank(slice(whole + 1 if rest else whole, None))
        if rest and self._filled >= rest:
            self._blank(slice(whole, whole + 1))
            self.count -= rest
            self._fold(self._newest(rest))
        elif rest:
            # Its sum was over a whole bucket.
            self._sum[whole] *= rest / self.stride

    def span(self, first: float, last: float, rows: int) -> Spans:
        """The steps from `first` to `last` in at most `rows` rows, as finely as they are kept.

        Rows are powers of two long and start at multiples of their length, so that a growing
        picture does not shimmer; the outermost rows may reach beyond the range.
        """
        start = max(int(np.floor(first)) - 1 - self.origin, 0)
        stop = min(int(np.ceil(last)) - self.origin, self.count)
        if stop <= start or rows < 1:
            return self._empty()
        length = _length(start, stop, rows, 1)
        # What is kept exactly is only gone through where buckets are too coarse.
        if length < self.stride and start >= self.count - self._filled:
            return self._from_recent(start, stop, length)
        return self._from_buckets(start, stop, _length(start, stop, rows, self.stride))

    # -- recording -----------------------------------------------------------------------------

    def _remember(self, values: Array) -> None:
        if len(values) > self._exact:
            # What was there before does not reach up to what is kept of these.
            values, self._filled = values[-self._exact :], 0
        if self._filled + len(values) > len(self._recent):
            keep = min(self._filled, self._exact)
            self._recent[:keep] = self._recent[self._filled - keep : self._filled].copy()
            self._filled = keep
        self._recent[self._filled : self._filled + len(values)] = values
        self._filled += len(values)

    def _newest(self, count: int) -> Array:
        return self._recent[self._filled - count : self._filled]

    def _fold(self, values: Array) -> None:
        """Add values to the buckets; there is room for them."""
        if not len(values):
            return
        bucket = (self.count + np.arange(len(values))) // self.stride
        starts = np.flatnonzero(np.diff(bucket, prepend=-1))
        rows = bucket[starts]
        self._low[rows] = np.minimum(self._low[rows], np.minimum.reduceat(values, starts, axis=0))
        self._high[rows] = np.maximum(self._high[rows], np.maximum.reduceat(values, starts, axis=0))
        with np.errstate(invalid="ignore", over="ignore"):
            self._sum[rows] += np.add.reduceat(values, starts, axis=0, dtype=np.float64)
        self.count += len(values)

    def _halve(self) -> None:
        half = len(self._low) // 2
        self._low[:half] = np.minimum(self._low[0::2], self._low[1::2])
        self._high[:half] = np.maximum(self._high[0::2], self._high[1::2])
        with np.errstate(invalid="ignore", over="ignore"):
            self._sum[:half] = self._sum[0::2] + self._sum[1::2]
        self._blank(slice(half, None))
        self.stride *= 2

    def _blank(self, rows: slice) -> None:
        self._low[rows], self._high[rows], self._sum[rows] = np.inf, -np.inf, 0.0

    # -- reading -------------------------------------------------------------------------------

    def _empty(self) -> Spans:
        none, values = np.zeros(0, np.int64), self._low[:0]
        return Spans(none, none, values, values, values)

    def _from_recent(self, start: int, stop: int, length: int) -> Spans:
        oldest = self.count - self._filled
        start = max(start // length * length, oldest)
        stop = min(-(-stop // length) * length, self.count)
        values = self._recent[start - oldest : stop - oldest]
        return self._grouped(start, stop, length, values, values, values.astype(np.float64))

    def _from_buckets(self, start: int, stop: int, length: int) -> Spans:
        begin, end = start // length * length, min(-(-stop // length) * length, self.count)
        rows = slice(begin // self.stride, -(-end // self.stride))
        return self._grouped(
            begin, end, length, self._low[rows], self._high[rows], self._sum[rows], self.stride
        )

    def _grouped(
        self,
        start: int,
        stop: int,
        length: int,
        low: Array,
        high: Array,
        sums: Array,
        stride: int = 1,
    ) -> Spans:
        """Rows of `length` steps from rows of `stride` steps that begin at step offset `start`."""
        if not len(low):
            return self._empty()
        edges = np.arange(start // length * length, stop, length)
        edges[0] = start
        ends = np.append(edges[1:], stop)
        cuts = (edges - start) // stride
        with np.errstate(invalid="ignore", over="ignore"):
            total = np.add.reduceat(sums, cuts, axis=0)
            return Spans(
                edges + 1 + self.origin,
                ends + self.origin,
                np.minimum.reduceat(low, cuts, axis=0),
                np.maximum.reduceat(high, cuts, axis=0),
                total / (ends - edges)[:, None],
            )


def _length(start: int, stop: int, rows: int, shortest: int) -> int:
    """The smallest power of two times `shortest` of which `rows` cover the range."""
    length = shortest
    while -(-stop // length) - start // length > rows:
        length *= 2
    return length
