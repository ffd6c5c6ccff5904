from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, Shape, text
from bpgui.engine.layer import Equations, Layer, Mismatch, Port, Site, layer


@layer("Multiply", group="Merge", rank=15, synonyms=("product", "gate", "hadamard", "times"))
@dataclass(frozen=True)
class Multiply(Layer):
    """a = x_1 * x_2 * ...

    Multiplies its inputs number by number; they must have the same shape. One of them, between 0
    and 1, can gate another.
    """

    ports = (Port("x", many=True),)
    equations = Equations(
        forward=(r"a = \prod_k x_k",),
        backward=(r"\frac{\partial L}{\partial x_k} = \delta \odot \prod_{j \ne k} x_j",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        for other in x[1:]:
            if other != x[0]:
                raise Mismatch(f"needs inputs of one shape, got {text(x[0])} and {text(other)}")
        return x[0]

    def bind(self, at: Site) -> Ops:
        ops = Ops(forward=_product(at.x, at.y))
        for k, dx in enumerate(at.dx):
            if dx is not None:
                ops.backward += _product((at.dy, *at.x[:k], *at.x[k + 1 :]), dx)
        return ops


def _product(factors: tuple[Array, ...], out: Array) -> list[Call]:
    first, *rest = factors
    if not rest:
        return [partial(np.copyto, out, first)]
    calls: list[Call] = []
    for factor in rest:
        calls.append(partial(np.multiply, first, factor, out))
        first = out
    return calls
