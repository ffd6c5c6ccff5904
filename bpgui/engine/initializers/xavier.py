from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.initializer import Initializer, initializer


@initializer("Xavier uniform", synonyms=("glorot",), rank=10)
@dataclass(frozen=True)
class XavierUniform(Initializer):
    """w ~ U(-r, r), r = sqrt(6 / (fan_in + fan_out))

    Keeps signals and gradients of equal size through layers of tanh or sigmoid.
    Glorot and Bengio, 2010.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        limit = math.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, shape)


@initializer("Xavier normal", synonyms=("glorot",), rank=11)
@dataclass(frozen=True)
class XavierNormal(Initializer):
    """w ~ N(0, s^2), s = sqrt(2 / (fan_in + fan_out))

    Keeps signals and gradients of equal size through layers of tanh or sigmoid.
    Glorot and Bengio, 2010.
    """

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return math.sqrt(2 / (fan_in + fan_out)) * rng.standard_normal(shape)
