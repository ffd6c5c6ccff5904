"""Two clouds of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise, two_classes
from bpgui.data.source import sources


@sources.register("Two Gaussians", group="Two classes", synonyms=("blobs", "clusters"), rank=30)
@dataclass(frozen=True)
class Gaussians(Generated):
    """Two round clouds around (-2, -2) and (2, 2), which a straight line can part.

    The variance grows from 0.5 without noise to 4 with noise 0.5, where the clouds run into each
    other.
    """

    noise: float = noise("How wide the clouds are, 0 for clearly apart.")

    task = two_classes("lower left", "upper right")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        targets = np.repeat([0, 1], self.halves())
        deviation = np.sqrt(0.5 + 7 * self.noise)
        centres = np.where(targets == 1, 2.0, -2.0)[:, None]
        return centres + deviation * rng.standard_normal((self.points, 2)), targets
