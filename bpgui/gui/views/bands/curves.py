"""The curves of a metric, read from a history in as many points as there are pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.gui.evaluations import Measured
from bpgui.gui.history import History
from bpgui.gui.track import Spans

Floats = NDArray[np.float64]
#: By the name of a curve: what the numbers of the run bar beside it are not.
HINTS = {
    "mini-batches": "the loss of each mini-batch before its step, the regulariser's penalty "
    "included, smoothed as chosen; the run bar has that of all training rows after the epoch",
    "training": "all training rows, after every epoch",
    "validation": "all validation rows, after every epoch",
}
#: Evaluations at least so many pixels apart get dots.
_DOTS = 28


@dataclass(frozen=True, eq=False)
class Curve:
    """One line through `values` at steps `at`; `role` is its colour in the palette.

    low, high: the extremes of the steps each point stands for; None where a point is one value.
    raw: those are the single values behind a smoothed line.
    """

    label: str
    role: str
    at: Floats
    values: Floats
    low: Floats | None = None
    high: Floats | None = None
    raw: bool = False
    dots: bool = False

    @property
    def disc(self) -> bool:
        """Whether its end has a disc: told from others by more than its colour."""
        return self.role == "validation"

    @property
    def hint(self) -> str:
        """What exactly is measured, where its name does not say it; see HINTS."""
        return HINTS.get(self.label, "")

    def row(self, step: float | None) -> int | None:
        """The point nearest to a step, the last for None; None where the curve has none."""
        if not len(self.at):
            return None
        if step is None:
            return len(self.at) - 1
        after = int(np.searchsorted(self.at, step))
        if after == 0 or after == len(self.at):
            return min(after, len(self.at) - 1)
        return after if self.at[after] - step < step - self.at[after - 1] else after - 1

    def value(self, step: float | None) -> float | None:
        """The value there, None where there is no finite one."""
        row = self.row(step)
        if row is None or not np.isfinite(self.values[row]):
            return None
        return float(self.values[row])


def loss_curves(
    history: History, first: float, last: float, width: int, smoothing: float
) -> Iterator[Curve]:
    """Training loss of every mini-batch, validation loss of every evaluation."""
    yield _of_spans("mini-batches", "training", history.losses(first, last, width), 0, smoothing)
    yield from _of_evaluations(history, first, last, width, ("validation", "val_loss"))


def epoch_loss_curves(history: History, first: float, last: float, width: int) -> Iterator[Curve]:
    """Loss of all training and of all validation rows, of every evaluation."""
    names = ("training", "loss"), ("validation", "val_loss")
    return _of_evaluations(history, first, last, width, *names)


def accuracy_curves(history: History, first: float, last: float, width: int) -> Iterator[Curve]:
    """Accuracy, or R2, of every evaluation."""
    names = ("training", "accuracy"), ("validation", "val_accuracy")
    return _of_evaluations(history, first, last, width, *names)


def rate_curves(history: History, first: float, last: float, width: int) -> Iterator[Curve]:
    """The learning rate of every step."""
    yield _of_spans("learning rate", "text", history.losses(first, last, width), 1, 0.0)


def smoothed(values: Floats, weight: float) -> Floats:
    """The exponential moving average that gives what came before `weight`; unbiased at the start.

    Values that are not finite are left out.
    """
    if weight <= 0 or len(values) < 2:
        return values
    length = min(len(values), int(np.ceil(np.log(1e-4) / np.log(weight))))
    kernel = weight ** np.arange(length)
    good = np.isfinite(values)
    total = np.convolve(np.where(good, values, 0.0), kernel)[: len(values)]
    share = np.convolve(good.astype(np.float64), kernel)[: len(values)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(good, total / share, np.nan)


def _of_spans(label: str, role: str, spans: Spans, column: int, smoothing: float) -> Curve:
    mean = spans.mean[:, column].astype(np.float64)
    at = (spans.first + spans.last) / 2
    plain = spans.exact and not smoothing
    return Curve(
        label,
        role,
        at,
        smoothed(mean, smoothing),
        None if plain else spans.low[:, column],
        None if plain else spans.high[:, column],
        raw=spans.exact,
    )


def _of_evaluations(
    history: History, first: float, last: float, width: int, *names: tuple[str, str]
) -> Iterator[Curve]:
    seen = history.evaluations
    rows = _rows_between(seen, first, last, width)
    dots = 0 < len(rows) * _DOTS <= width
    for label, name in names:
        values: Floats = getattr(seen, name)[rows]
        if np.isfinite(values).any():
            yield Curve(label, label, seen.step[rows], values, dots=dots)


def _rows_between(seen: Measured, first: float, last: float, most: int) -> NDArray[np.intp]:
    """At most `most` rows of a range of steps, evenly chosen, with one more at either side."""
    start = max(int(np.searchsorted(seen.step, first)) - 1, 0)
    stop = min(int(np.searchsorted(seen.step, last, "right")) + 1, len(seen.step))
    every = -(-(stop - start) // max(most, 1)) or 1
    # Multiples of `every`, so that the choice does not jump when the range grows; and the newest.
    rows = np.arange(-(-start // every) * every, stop, every)
    return (
        np.append(rows, stop - 1)
        if stop > start and (not len(rows) or rows[-1] != stop - 1)
        else rows
    )
