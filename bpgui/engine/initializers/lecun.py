from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.initializer import Initializer, initializer


@initializer("LeCun uniform", rank=30)
@dataclass(frozen=True)
class LeCunUniform(Initializer):
    """w ~ U(-r, r), r = sqrt(3 / fan_in)

    Keeps signals of equal size on their way forward; SELU is made for it. LeCun et al., 1998.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        limit = math.sqrt(3 / fan_in)
        return rng.uniform(-limit, limit, shape)


@initializer("LeCun normal", rank=31)
@dataclass(frozen=True)
class LeCunNormal(Initializer):
    """w ~ N(0, s^2), s = sqrt(1 / fan_in)

    Keeps signals of equal size on their way forward; SELU is made for it. LeCun et al., 1998.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return math.sqrt(1 / fan_in) * rng.standard_normal(shape)
