from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, scalar
from bpgui.engine.fields import real
from bpgui.engine.layer import Equations, Layer, Site, layer


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

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def bind(self, at: Site) -> Ops:
        x, dx = at.x[0], at.dx[0]
        if not at.training:
            same = Ops([partial(np.copyto, at.y, x)])
            if dx is not None:
                same.backward.append(partial(np.copyto, dx, at.dy))
            return same
        draw, mask = at.new(*x.shape), np.empty(x.shape, dtype=bool)
        factor = at.new(*x.shape)
        ops = Ops(
            forward=[
                partial(at.rng.random, None, draw.dtype, draw),
                partial(np.greater_equal, draw, scalar(self.rate, x), mask),
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
