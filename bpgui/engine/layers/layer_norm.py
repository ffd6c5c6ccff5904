from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, Shape, scalar
from bpgui.engine.channels import products, sums
from bpgui.engine.fields import real, toggle
from bpgui.engine.initializers.constant import Constant
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import Equations, Layer, Parameter, Site, freezable, layer


@layer("LayerNorm", group="Normalise", rank=20, synonyms=("layer normalisation", "ln"))
@dataclass(frozen=True)
class LayerNorm(Layer):
    """a = w * (x - mean) / sqrt(var + eps) + b

    Gives the features of every single sample (of every step of a sequence; all numbers of an image)
    mean 0 and variance 1, then a learned scale w (the weight) and shift b (the bias). It does the
    same in training and outside of it. Ba, Kiros and Hinton, 2016.
    """

    epsilon: float = real(
        1e-5, min=1e-12, max=1.0, log=True, help="Keeps the division away from zero."
    )
    affine: bool = toggle(True, help="Learn a scale and a shift for every feature.")
    frozen: bool = freezable()

    equations = Equations(
        forward=(
            r"\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
            r"a = w \odot \hat x + b",
        ),
        backward=(
            r"\frac{\partial L}{\partial w} = \sum \delta \odot \hat x",
            r"\frac{\partial L}{\partial b} = \sum \delta",
            r"g = w \odot \delta",
            r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \epsilon}}"
            r"\left(g - \overline{g} - \hat x\, \overline{g \odot \hat x}\right)",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        if not self.affine:
            return {}
        shape = x[0] if len(x[0]) == 3 else x[0][-1:]
        return {"weight": Parameter(shape, Constant(1.0)), "bias": Parameter(shape, Zeros())}

    def bind(self, at: Site) -> Ops:
        x, y, dy = by_sample(at.x[0]), by_sample(at.y), by_sample(at.dy)
        outer, features, batch = x.shape
        normal, work = at.new(*x.shape), at.new(*x.shape)
        mean, inverse = at.new(outer, 1, batch), at.new(outer, 1, batch)
        share = np.full((1, features), 1 / features, dtype=y.dtype)
        one, epsilon = scalar(1, y), scalar(self.epsilon, y)
        ops = Ops(
            forward=[
                partial(np.matmul, share, x, mean),
                partial(np.subtract, x, mean, normal),
                partial(np.square, normal, work),
                partial(np.matmul, share, work, inverse),
                partial(np.add, inverse, epsilon, inverse),
                partial(np.sqrt, inverse, inverse),
                partial(np.divide, one, inverse, inverse),
                partial(np.multiply, normal, inverse, normal if self.affine else y),
            ]
        )
        if not self.affine:
            normal = y
        g = dy
        if self.affine:
            weight, bias = (at.values[name].reshape(-1, 1) for name in ("weight", "bias"))
            ops.forward.append(partial(np.multiply, normal, weight, y))
            ops.forward.append(partial(np.add, y, bias, y))
            ops.backward += _parameter_gradients(at, dy, normal)
            if at.dx[0] is not None:
                g = at.new(*dy.shape)
                ops.backward.append(partial(np.multiply, dy, weight, g))
        if at.dx[0] is not None:
            dx = by_sample(at.dx[0])
            ops.backward += [
                partial(np.matmul, share, g, mean),
                partial(np.subtract, g, mean, dx),
                partial(np.multiply, g, normal, work),
                partial(np.matmul, share, work, mean),
                partial(np.multiply, normal, mean, work),
                partial(np.subtract, dx, work, dx),
                partial(np.multiply, dx, inverse, dx),
            ]
        return ops


def by_sample(array: Array) -> Array:
    """The array as (steps or 1, what is normalised together, batch); a view."""
    if array.ndim == 3:
        return array
    return array.reshape(1, math.prod(array.shape[:-1]), array.shape[-1])


def _parameter_gradients(at: Site, dy: Array, normal: Array) -> list[Call]:
    weight, bias = (at.grads[name].reshape(-1) for name in ("weight", "bias"))
    return [*products(dy, normal, weight), *sums(dy, bias)]
