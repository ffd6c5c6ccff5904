from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.initializer import Initializer, initializer


@initializer("zeros", rank=60)
@dataclass(frozen=True)
class Zeros(Initializer):
    """w = 0

    Right for biases. Weights that start at zero make all units of a layer alike, and keep them so.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return np.zeros(shape)
