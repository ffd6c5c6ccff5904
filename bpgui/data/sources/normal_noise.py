"""Rows without any pattern, normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.data.dataset import Dataset
from bpgui.data.generated import must_be_moderate, seed
from bpgui.data.source import Source, sources
from bpgui.engine.fields import integer
from bpgui.engine.task import Task


@sources.register("Normal noise", group="Lessons", synonyms=("random", "coin"), rank=320)
@dataclass(frozen=True)
class NormalNoise(Source):
    """Random inputs and a class by the toss of a coin: a network can only learn them by heart.

    The numbers are those of NumPy's older generator after `np.random.seed(seed)`: `randn(rows,
    features)`, then `randint(0, 2, rows)`.
    """

    points: int = integer(100, min=1, max=100_000, help="How many rows to draw.")
    features: int = integer(2, min=1, max=1000, help="How many numbers each row has.")
    seed: int = seed(0)

    def load(self) -> Dataset:
        must_be_moderate(self.points, self.features)
        legacy = np.random.RandomState(self.seed)
        inputs = legacy.randn(self.points, self.features)
        task = Task((self.features,), "classification", 2, ("0", "1"))
        return Dataset(inputs, legacy.randint(0, 2, self.points), task)
