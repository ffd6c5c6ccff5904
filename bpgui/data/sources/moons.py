"""Two half circles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise, two_classes
from bpgui.data.source import sources

#: The unit moons lie within -1 to 2 and -0.5 to 1: centred, and stretched to about -5 to 5.
_CENTRE, _STRETCH = (0.5, 0.25), 10 / 3


@sources.register("Moons", group="Two classes", synonyms=("half circles", "crescents"), rank=40)
@dataclass(frozen=True)
class Moons(Generated):
    """Two half circles that reach into each other.

    The shape of scikit-learn's make_moons, stretched to the width of the other sets; noise is the
    standard deviation as a share of the half circles' radius, as there.
    """

    noise: float = noise("How far points stray from the half circles, as a share of their radius.")

    task = two_classes("upper moon", "lower moon")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        upper, lower = self.halves()
        up, down = np.linspace(0, np.pi, upper), np.linspace(0, np.pi, lower)
        moons = np.vstack(
            [
                np.column_stack([np.cos(up), np.sin(up)]),
                np.column_stack([1 - np.cos(down), 0.5 - np.sin(down)]),
            ]
        )
        points = moons + self.noise * rng.standard_normal(moons.shape)
        return (points - _CENTRE) * _STRETCH, np.repeat([0, 1], (upper, lower))
