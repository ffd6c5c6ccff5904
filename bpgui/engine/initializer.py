"""Initialisers: the values a parameter starts from."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.declaration import Declaration, Registry


class Initializer(Declaration):
    """The base of every initialiser."""

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Start values in float64 for a parameter of this shape.

        fan_in and fan_out count the inputs a unit reads and the units an input feeds.
        ValueError (one sentence) where this shape cannot be served.
        """
        raise NotImplementedError


initializers: Registry[Initializer] = Registry("initialiser")
initializer = initializers.register
