"""An inclined plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise
from bpgui.data.source import sources
from bpgui.engine.task import Task


@sources.register("Plane", group="Regression", synonyms=("linear",), rank=110)
@dataclass(frozen=True)
class Plane(Generated):
    """A plane over the square from -6 to 6: the target is (x1 + x2) / 10.

    Noise moves a point only while its target is read off, by at most that share of 6.
    """

    noise: float = noise("How far targets stray from the plane.")

    task = Task((2,), "regression", 1, features=("x1", "x2"))

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        points = rng.uniform(-6, 6, (self.points, 2))
        judged = points + self.noise * rng.uniform(-6, 6, points.shape)
        return points, judged.sum(axis=1, keepdims=True) / 10
