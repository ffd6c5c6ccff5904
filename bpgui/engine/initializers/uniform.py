from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.fields import real
from bpgui.engine.initializer import Initializer, initializer


@initializer("uniform", rank=50)
@dataclass(frozen=True)
class Uniform(Initializer):
    """w ~ U(-limit, limit)

    One limit for every layer, whatever its width.
    """

    limit: float = real(0.5, min=0.0, help="Largest size of a start value.")

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return rng.uniform(-self.limit, self.limit, shape)
