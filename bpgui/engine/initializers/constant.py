from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.fields import real
from bpgui.engine.initializer import Initializer, initializer


@initializer("constant", synonyms=("ones",), rank=61)
@dataclass(frozen=True)
class Constant(Initializer):
    """w = c

    For biases that should start above zero, so that ReLUs are awake. Weights that start equal make
    all units of a layer alike, and keep them so.
    """

    value: float = real(0.1, help="The number c.")

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        return np.full(shape, self.value)
