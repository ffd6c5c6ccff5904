from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.initializer import Initializer, initializer


@initializer("He uniform", synonyms=("kaiming",), rank=20)
@dataclass(frozen=True)
class HeUniform(Initializer):
    """w ~ U(-r, r), r = sqrt(6 / fan_in)

    Keeps signals of equal size through layers of ReLU. He, Zhang, Ren and Sun, 2015.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        limit = math.sqrt(6 / fan_in)
        return rng.uniform(-limit, limit, shape)


@initializer("He normal", synonyms=("kaiming",), rank=21)
@dataclass(frozen=True)
class HeNormal(Initializer):
    """w ~ N(0, s^2), s = sqrt(2 / fan_in)

    Keeps signals of equal size through layers of ReLU. He, Zhang, Ren and Sun, 2015.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return math.sqrt(2 / fan_in) * rng.standard_normal(shape)
