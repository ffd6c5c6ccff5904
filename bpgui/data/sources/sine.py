"""A wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import Generated, noise
from bpgui.data.source import sources
from bpgui.engine.task import Task


@sources.register("Sine", group="Regression", synonyms=("wave", "curve"), rank=120)
@dataclass(frozen=True)
class Sine(Generated):
    """A wave: the target is sin(x) for x from -6 to 6, about two periods."""

    noise: float = noise("The standard deviation by which targets stray from the wave.")

    task = Task((1,), "regression", 1, features=("x",))

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        x = rng.uniform(-6, 6, (self.points, 1))
        return x, np.sin(x) + self.noise * rng.standard_normal(x.shape)
