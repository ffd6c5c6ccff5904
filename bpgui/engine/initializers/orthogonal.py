from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.fields import real
from bpgui.engine.initializer import Initializer, initializer


@initializer("orthogonal", rank=35)
@dataclass(frozen=True)
class Orthogonal(Initializer):
    """w = gain Q, Q^T Q = 1 or Q Q^T = 1

    A random rotation: it keeps the length of a signal however many layers it goes through, and is
    the usual start of recurrent weights. A kernel counts as a matrix with one row per filter. Saxe,
    McClelland and Ganguli, 2014.
    """

    gain: float = real(1.0, min=0.0, max=100.0, help="Factor on all weights.")

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        rows, columns = shape[0], math.prod(shape[1:])
        normal = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(normal)
        # Without this the rotations would not be drawn evenly: Mezzadri, 2007.
        q *= np.sign(np.diag(r))
        return self.gain * (q if rows >= columns else q.T).reshape(shape)
