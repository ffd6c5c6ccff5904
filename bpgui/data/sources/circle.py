"""A disc within a ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise, two_classes
from bpgui.data.source import sources

_RADIUS = 5.0


@sources.register("Circle", group="Two classes", synonyms=("disc", "ring"), rank=20)
@dataclass(frozen=True)
class Circle(Generated):
    """A disc of one class within a ring of the other.

    The disc reaches to 2.5 and the ring from 3.5 to 5. Noise moves a point only while it is given
    its class, so that points near the gap get the wrong one.
    """

    noise: float = noise("How many points near the gap are in the wrong class, 0 for none.")

    task = two_classes("outside", "inside")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        inside, outside = self.halves()
        from_to = np.repeat([[0.0, 0.5], [0.7, 1.0]], (inside, outside), axis=0) * _RADIUS
        radius = rng.uniform(from_to[:, 0], from_to[:, 1])
        angle = rng.uniform(0, 2 * np.pi, self.points)
        points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
        judged = points + self.noise * rng.uniform(-_RADIUS, _RADIUS, points.shape)
        return points, (np.hypot(*judged.T) < _RADIUS / 2).astype(np.int64)
