"""Two marked numbers among many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.sequences import Sequences
from bpgui.data.source import sources
from bpgui.engine.task import Task


@sources.register("Adding", group="Sequences", synonyms=("memory", "lstm", "sum"), rank=151)
@dataclass(frozen=True)
class Adding(Sequences):
    """Add the two numbers that are marked, wherever in the sequence they stand.

    Every step holds a number between 0 and 1 and a mark; one mark lies in each half. The test by
    which Hochreiter and Schmidhuber showed in 1997 what an LSTM can remember. Telling 1 for every
    sequence gives a mean squared error of 1/6.
    """

    @property
    def task(self) -> Task:
        return Task((self.steps, 2), "regression", 1)

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        numbers = rng.uniform(0, 1, (self.points, self.steps))
        half = self.steps // 2
        marks = np.zeros_like(numbers)
        rows = np.arange(self.points)
        marks[rows, rng.integers(0, half, self.points)] = 1
        marks[rows, rng.integers(half, self.steps, self.points)] = 1
        return np.stack([numbers, marks], axis=2), (numbers * marks).sum(axis=1, keepdims=True)
