from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array, Shape, text
from bpgui.engine.fields import numbers
from bpgui.engine.initializer import Initializer, initializer


@initializer("given numbers", synonyms=("constant", "by hand"), rank=70)
@dataclass(frozen=True)
class Given(Initializer):
    """w = the numbers typed in

    For checking a textbook: a weight takes one row of numbers per unit, a bias one number per unit.
    A single list is cut into rows.
    """

    values: tuple[Any, ...] = numbers((), help="One row per unit, such as 0.1 0.3; 0.4 0.6.")

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        given = np.array(self.values, dtype=float)
        if given.size == math.prod(shape) and (given.ndim == 1 or 1 in given.shape):
            return given.reshape(shape)  # one line is enough where it can be read in one way only
        if given.shape != shape:
            if given.ndim == 1:
                many = f"{given.size:,} are given" if given.size else "none are given"
                across = f" ({text(shape)})" if len(shape) > 1 else ""
                raise ValueError(f"{math.prod(shape):,} numbers are needed{across}, {many}")
            raise ValueError(
                f"the given numbers are {text(given.shape)}, but {text(shape)} are needed"
            )
        return given
