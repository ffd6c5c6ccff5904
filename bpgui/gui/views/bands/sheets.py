"""Sheets: what a heat map shows of a quantity over a range of steps, columns of equal length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bpgui.gui.track import Spans

Floats = NDArray[np.floating[Any]]
Word = Callable[[float], str]


class Sheet(Protocol):
    """values (columns, rows), as the scale has them; from step `first` on, each column `length`
    steps long."""

    @property
    def values(self) -> Floats: ...
    @property
    def first(self) -> float: ...
    @property
    def length(self) -> float: ...

    def words(self, step: float, row: int, word: Word) -> str:
        """The value of a row at a step, "" where there is none."""
        ...


@dataclass(frozen=True, eq=False)
class Spanned:
    """Every step, or as many of them together as share a pixel."""

    spans: Spans

    @property
    def values(self) -> Floats:
        return self.spans.mean

    @property
    def first(self) -> float:
        spans = self.spans
        # The outer columns may have begun before, or not be full yet.
        start = spans.first[1] - self.length if len(spans) > 1 else spans.first[0]
        return float(start) - 1

    @property
    def length(self) -> float:
        return float((self.spans.last - self.spans.first).max()) + 1

    def words(self, step: float, row: int, word: Word) -> str:
        at = self.spans.at(step)
        if at is None:
            return ""
        steps = int(self.spans.last[at] - self.spans.first[at]) + 1
        value = word(float(self.spans.mean[at, row]))
        if steps > 1:
            value += f", at most {word(float(self.spans.high[at, row]))} in {steps:,} steps"
        return value


@dataclass(frozen=True, eq=False)
class Sampled:
    """Moments (moments, rows) at `steps`, which are not every one: a column shows the nearest."""

    steps: Floats
    moments: Floats
    low: float
    high: float
    width: int

    @property
    def first(self) -> float:
        return max(self.low, float(self.steps[0]))

    @property
    def length(self) -> float:
        return max(self.high - self.first, 1.0) / self.width

    @property
    def values(self) -> Floats:
        middles = self.first + (np.arange(self.width) + 0.5) * self.length
        return self.moments[np.searchsorted((self.steps[1:] + self.steps[:-1]) / 2, middles)]

    def words(self, step: float, row: int, word: Word) -> str:
        if step < self.steps[0] - 1:
            return ""
        at = int(np.abs(self.steps - step).argmin())
        value, near = word(float(self.moments[at, row])), round(float(self.steps[at]))
        return value if near == round(step) else f"{value} at step {near:,}"
