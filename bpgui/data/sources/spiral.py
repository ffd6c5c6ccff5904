"""Two arms wound around each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise, two_classes
from bpgui.data.source import sources


@sources.register("Spiral", group="Two classes", synonyms=("swirl", "two spirals"), rank=50)
@dataclass(frozen=True)
class Spiral(Generated):
    """Two arms wound around each other, the hard one among the small data sets.

    Each arm winds 1.75 times while its radius grows evenly from 0 to 5; noise is the most by which
    a coordinate strays.
    """

    noise: float = noise("How far points stray from the arms, at most.")

    task = two_classes("first arm", "second arm")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        first, second = self.halves()
        along = np.concatenate([np.arange(n) / n for n in (first, second)])
        targets = np.repeat([0, 1], (first, second))
        angle = 2 * np.pi * 1.75 * along + np.pi * targets
        arms = 5 * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
        return arms + self.noise * rng.uniform(-1, 1, arms.shape), targets
