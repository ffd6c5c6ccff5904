from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, text
from bpgui.engine.layer import Equations, Layer, Mismatch, Port, Site, layer


@layer("Add", group="Merge", rank=10, synonyms=("sum", "residual", "skip", "plus"))
@dataclass(frozen=True)
class Add(Layer):
    """a = x_1 + x_2 + ...

    Adds its inputs, which must have the same shape; the skip connection of a residual net.
    """

    ports = (Port("x", many=True),)
    equations = Equations(
        forward=(r"a = \sum_k x_k",),
        backward=(r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial a}",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        for other in x[1:]:
            if other != x[0]:
                raise Mismatch(f"needs inputs of one shape, got {text(x[0])} and {text(other)}")
        return x[0]

    def bind(self, at: Site) -> Ops:
        first, *rest = at.x
        ops = Ops(forward=[partial(np.copyto, at.y, first)] if not rest else [])
        for x in rest:
            ops.forward.append(partial(np.add, first, x, at.y))
            first = at.y
        ops.backward.extend(partial(np.copyto, dx, at.dy) for dx in at.dx if dx is not None)
        return ops
