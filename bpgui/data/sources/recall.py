"""Look it up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.data.dataset import Dataset
from bpgui.data.generated import seed
from bpgui.data.source import Source, sources
from bpgui.engine.fields import integer
from bpgui.engine.task import Task


@sources.register(
    "Recall", group="Sequences", synonyms=("associative", "attention", "lookup"), rank=155
)
@dataclass(frozen=True)
class Recall(Source):
    """Look up what came behind a letter: A 3 B 1 C 3, then B: it was 1.

    Pairs of a letter and a digit, every letter once, then one of these letters again: which digit
    went with it? The rows are tokens, letters first, then digits: an Embedding reads them. This is
    what attention was made for; a small Transformer that knows positions solves it.
    """

    points: int = integer(4000, min=4, max=100_000, help="How many sequences to draw.")
    pairs: int = integer(3, min=1, max=26, help="How many pairs there are to look up in.")
    letters: int = integer(4, min=1, max=26, help="How many different letters there are.")
    digits: int = integer(4, min=2, max=10, help="How many different digits there are.")
    seed: int = seed()

    @property
    def task(self) -> Task:
        """What is to be told from a sequence."""
        names = tuple(str(digit) for digit in range(self.digits))
        tokens = self.letters + self.digits
        return Task((2 * self._pairs + 1,), "classification", self.digits, names, tokens=tokens)

    @property
    def _pairs(self) -> int:
        return min(self.pairs, self.letters)

    def load(self) -> Dataset:
        rng = np.random.default_rng(self.seed)
        keys = rng.permuted(np.tile(np.arange(self.letters), (self.points, 1)), axis=1)
        keys = keys[:, : self._pairs]
        values = rng.integers(0, self.digits, keys.shape)
        asked = rng.integers(0, self._pairs, self.points)
        rows = np.arange(self.points)
        pairs = np.stack([keys, self.letters + values], axis=2).reshape(self.points, -1)
        tokens = np.column_stack([pairs, keys[rows, asked]])
        return Dataset(tokens.astype(np.float64), values[rows, asked], self.task)
