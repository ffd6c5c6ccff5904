from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.fields import real
from bpgui.engine.initializer import Initializer, initializer


@initializer("normal", synonyms=("gaussian",), rank=40)
@dataclass(frozen=True)
class Normal(Initializer):
    """w ~ N(0, std^2)

    One standard deviation for every layer, whatever its width.
    """

    std: float = real(
        0.1, min=0.0, label="Deviation", help="Standard deviation of the start values."
    )

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return self.std * rng.standard_normal(shape)
