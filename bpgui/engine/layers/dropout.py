from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, Shape, empty, scalar
from bpgui.engine.fields import real
from bpgui.engine.layer import Equations, Layer, Site, layer

#: A random float64 in [1, 2) is 52 random bits below the exponent of 1. Cut into halves or
#: quarters, from the low end: how many bits of each are random, and what stands above them.
HALVES = ((32, 0), (20, 0x3FF00000))
QUARTERS = ((16, 0), (16, 0), (16, 0), (4, 0x3FF0))


@layer("Dropout", group="Core", rank=30, synonyms=("regularisation",))
@dataclass(frozen=True)
class Dropout(Layer):
    """a = x * m / (1 - p), m ~ Bernoulli(1 - p)

    While training, switches each input off with probability p, and makes the others larger by as
    much, so that no unit can rely on another. Does nothing afterwards. Srivastava et al., 2014.
    """

    rate: float = real(0.5, min=0.0, max=0.95, help="Probability p that an input is switched off.")

    equations = Equations(
        forward=(r"a = \frac{m}{1 - p} \odot x",),
        backward=(
            r"\frac{\partial L}{\partial x} = \frac{m}{1 - p} \odot \frac{\partial L}{\partial a}",
        ),
    )

    in_use = Equations(
        forward=("a = x",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial a}",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def bind(self, at: Site) -> Ops:
        x, dx = at.x[0], at.dx[0]
        if not at.training:
            same = Ops([partial(np.copyto, at.y, x)])
            if dx is not None:
                same.backward.append(partial(np.copyto, dx, at.dy))
            return same
        mask, factor = empty(x.shape, bool), at.new(*x.shape)
        ops = Ops(
            forward=[
                *keep(mask, self.rate, at.rng),
                partial(np.copyto, factor, mask),
                partial(np.multiply, factor, scalar(1 / (1 - self.rate), x), factor),
                partial(np.multiply, x, factor, at.y),
            ]
        )
        if dx is not None:
            ops.backward.append(partial(np.multiply, at.dy, factor, dx))
        return ops

    def summary(self) -> str:
        return f"p = {self.rate:g}"


def keep(mask: Array, rate: float, rng: np.random.Generator) -> list[Call]:
    """Draw `mask`: each entry is False with probability `rate`.

    One draw serves two entries; four where the few bits of the last quarter tell the rate exactly.
    """
    lanes = QUARTERS if (rate * 16).is_integer() else HALVES
    limits = [above + round(rate * 2**bits) for bits, above in lanes]
    if sys.byteorder == "big":
        limits.reverse()
    draws = empty([-(-mask.size // len(lanes))], float)
    lane = np.dtype(f"u{draws.itemsize // len(lanes)}")
    limit = np.tile(np.array(limits, dtype=lane), draws.size)[: mask.size]
    one = np.ones((), dtype=draws.dtype)
    return [
        partial(rng.random, None, draws.dtype, draws),
        partial(np.add, draws, one, draws),
        partial(np.greater_equal, draws.view(lane)[: mask.size], limit, mask.reshape(-1)),
    ]
