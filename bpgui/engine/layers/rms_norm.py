from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, scalar
from bpgui.engine.channels import products
from bpgui.engine.fields import real
from bpgui.engine.initializers.constant import Constant
from bpgui.engine.layer import Equations, Layer, Parameter, Site, freezable, layer
from bpgui.engine.layers.layer_norm import by_sample


@layer("RMSNorm", group="Normalise", rank=30, synonyms=("root mean square", "rms"))
@dataclass(frozen=True)
class RMSNorm(Layer):
    """a = w * x / sqrt(mean of x^2 + eps)

    Brings the features of every single sample (of every step of a sequence; all numbers of an
    image) to a root mean square of 1, then scales each by a learned w (the weight). It is LayerNorm
    without the mean and the shift: cheaper, and as good in many Transformers. Zhang and Sennrich,
    2019.
    """

    epsilon: float = real(
        1e-6, min=1e-12, max=1.0, log=True, help="Keeps the division away from zero."
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(
            r"\hat x = \frac{x}{\sqrt{\overline{x^2} + \epsilon}}",
            r"a = w \odot \hat x",
        ),
        backward=(
            r"\frac{\partial L}{\partial w} = \sum \delta \odot \hat x",
            r"g = w \odot \delta",
            r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\overline{x^2} + \epsilon}}"
            r"\left(g - \hat x\, \overline{g \odot \hat x}\right)",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        return {"weight": Parameter(x[0] if len(x[0]) == 3 else x[0][-1:], Constant(1.0))}

    def scratch(self, *x: Shape) -> int:
        return 3 * math.prod(x[0])

    def bind(self, at: Site) -> Ops:
        x, y, dy = by_sample(at.x[0]), by_sample(at.y), by_sample(at.dy)
        steps, features, batch = x.shape
        normal, work = at.new(*x.shape), at.new(*x.shape)
        inverse, mean = at.new(steps, 1, batch), at.new(steps, 1, batch)
        share = np.full((1, features), 1 / features, dtype=y.dtype)
        one, epsilon = scalar(1, y), scalar(self.epsilon, y)
        weight = at.values["weight"].reshape(-1, 1)
        ops = Ops(
            forward=[
                partial(np.square, x, work),
                partial(np.matmul, share, work, inverse),
                partial(np.add, inverse, epsilon, inverse),
                partial(np.sqrt, inverse, inverse),
                partial(np.divide, one, inverse, inverse),
                partial(np.multiply, x, inverse, normal),
                partial(np.multiply, normal, weight, y),
            ],
            backward=products(dy, normal, at.grads["weight"].reshape(-1)),
        )
        if at.dx[0] is not None:
            g, dx = at.new(*x.shape), by_sample(at.dx[0])
            ops.backward += [
                partial(np.multiply, dy, weight, g),
                partial(np.multiply, g, normal, work),
                partial(np.matmul, share, work, mean),
                partial(np.multiply, normal, mean, work),
                partial(np.subtract, g, work, dx),
                partial(np.multiply, dx, inverse, dx),
            ]
        return ops
