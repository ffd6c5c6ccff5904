from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, empty, scalar
from bpgui.engine.channels import by_channel, channels, products
from bpgui.engine.fields import real, toggle
from bpgui.engine.initializers.constant import Constant
from bpgui.engine.layer import Equations, Layer, Parameter, Site, freezable, layer


@layer("PReLU", group="Core", rank=25, synonyms=("parametric relu", "leaky relu", "learned slope"))
@dataclass(frozen=True)
class PReLU(Layer):
    """a = max(0, x) + s min(0, x)

    A leaky ReLU that learns its slope s (the weight), either one for all channels or one for each.
    He, Zhang, Ren and Sun, 2015.
    """

    shared: bool = toggle(True, help="Learn one slope for all channels, not one for each.")
    slope: float = real(0.25, min=0.0, max=1.0, help="What the slope s starts from.")
    frozen: bool = freezable()

    equations = Equations(
        forward=(r"a = \max(0, x) + s \min(0, x)",),
        backward=(
            r"\frac{\partial L}{\partial s} = \sum \delta \min(0, x)",
            r"\frac{\partial L}{\partial x} = \delta \odot (1 \text{ if } x > 0 \text{ else } s)",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        shape = (1,) if self.shared else (channels(x[0]),)
        return {"weight": Parameter(shape, Constant(self.slope))}

    def bind(self, at: Site) -> Ops:
        x, y, dy = by_channel(at.x[0]), by_channel(at.y), by_channel(at.dy)
        slope, zero, one = at.values["weight"][:, None], scalar(0, y), scalar(1, y)
        below, work = at.new(*x.shape), at.new(*x.shape)
        total = at.new(x.shape[1])
        ops = Ops(
            forward=[
                partial(np.minimum, x, zero, out=below),
                partial(np.multiply, below, slope, work),
                partial(np.maximum, x, zero, out=y),
                partial(np.add, y, work, y),
            ],
            backward=products(dy, below, total if self.shared else at.grads["weight"]),
        )
        if self.shared:
            ops.backward.append(partial(np.add.reduce, total, 0, None, at.grads["weight"], True))
        if at.dx[0] is not None:
            on, rest = empty(x.shape, bool), at.new(*slope.shape)
            ops.backward += [
                partial(np.greater, x, zero, on),
                partial(np.copyto, work, on),
                partial(np.subtract, one, slope, rest),
                partial(np.multiply, work, rest, work),
                partial(np.add, work, slope, work),
                partial(np.multiply, dy, work, by_channel(at.dx[0])),
            ]
        return ops

    def summary(self) -> str:
        return "one slope" if self.shared else "a slope a channel"
