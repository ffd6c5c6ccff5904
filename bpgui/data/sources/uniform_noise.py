"""Rows without any pattern, uniform."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.data.dataset import Dataset
from bpgui.data.generated import must_be_moderate, seed
from bpgui.data.source import Source, sources
from bpgui.engine.fields import integer
from bpgui.engine.task import Task


@sources.register("Uniform noise", group="Lessons", synonyms=("random", "soft labels"), rank=310)
@dataclass(frozen=True)
class UniformNoise(Source):
    """Random inputs and a random target between 0 and 1: there is nothing to learn but the mean.

    The numbers are those of NumPy's older generator after `np.random.seed(seed)`: `rand(rows,
    features)`, then `rand(rows, 1)`. The target serves as a soft label for binary cross-entropy.
    """

    points: int = integer(100, min=1, max=100_000, help="How many rows to draw.")
    features: int = integer(3, min=1, max=1000, help="How many numbers each row has.")
    seed: int = seed(42)

    def load(self) -> Dataset:
        must_be_moderate(self.points, self.features)
        legacy = np.random.RandomState(self.seed)
        inputs = legacy.rand(self.points, self.features)
        return Dataset(inputs, legacy.rand(self.points, 1), Task((self.features,), "regression", 1))
