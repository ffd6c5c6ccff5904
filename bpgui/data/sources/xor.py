"""The XOR quadrants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise, two_classes
from bpgui.data.source import sources


@sources.register("XOR", group="Two classes", synonyms=("exclusive or", "quadrants"), rank=10)
@dataclass(frozen=True)
class XOR(Generated):
    """Four quadrants: points whose coordinates differ in sign form one class, the others the other.

    Uniform in the square from -5.3 to 5.3, with a gap of 0.6 along the axes. Noise moves a point
    only while it is given its class, so that points near the axes get the wrong one.
    """

    noise: float = noise("How many points near the axes are in the wrong class, 0 for none.")

    task = two_classes("same sign", "different sign")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        square = rng.uniform(-5, 5, (self.points, 2))
        points = square + np.copysign(0.3, square)
        judged = points + self.noise * rng.uniform(-5, 5, points.shape)
        return points, (judged[:, 0] * judged[:, 1] < 0).astype(np.int64)
