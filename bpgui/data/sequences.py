"""The common part of data sets made of sequences: small tasks that need a memory, or attention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Dataset, Floats
from bpgui.data.generated import must_be_moderate, seed
from bpgui.data.source import Source
from bpgui.engine.fields import integer
from bpgui.engine.task import Task


@dataclass(frozen=True)
class Sequences(Source):
    """A data set of sequences, each drawn on its own by `draw`."""

    points: int = integer(2000, min=4, max=100_000, help="How many sequences to draw.")
    steps: int = integer(16, min=2, max=1000, help="How long each sequence is.")
    seed: int = seed()

    @property
    def task(self) -> Task:
        """What is to be told from a sequence."""
        raise NotImplementedError

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        """Inputs and targets of `points` rows."""
        raise NotImplementedError

    def load(self) -> Dataset:
        must_be_moderate(self.points, self.task.size)
        inputs, targets = self.draw(np.random.default_rng(self.seed))
        return Dataset(inputs, targets, self.task)


@dataclass(frozen=True)
class Letters(Sequences):
    """Sequences of letters, of which one is to be told. They are tokens, numbers from 0."""

    symbols: int = integer(4, min=2, max=26, help="How many different letters there are.")

    @property
    def task(self) -> Task:
        names = tuple(chr(ord("A") + index) for index in range(self.symbols))
        return Task((self.steps,), "classification", self.symbols, names, tokens=self.symbols)

    def tokens(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Letters at random (points, steps)."""
        return rng.integers(0, self.symbols, (self.points, self.steps))
