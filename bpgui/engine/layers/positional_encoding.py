from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Ops, Shape
from bpgui.engine.fields import choice
from bpgui.engine.initializers.normal import Normal
from bpgui.engine.layer import Equations, Layer, Parameter, Site, freezable, layer
from bpgui.engine.sequence import steps_and_features


@layer("Positional encoding", group="Sequence", rank=60, synonyms=("transformer", "position"))
@dataclass(frozen=True)
class PositionalEncoding(Layer):
    """a_t = x_t + p_t

    Adds to every step a pattern that tells where it stands: attention by itself cannot tell one
    order from another. The pattern is made of waves, p_t = sin(t / 10000^(i/d)) for even i and the
    cosine of the same wave for the odd i that follows (Vaswani and others, 2017), or is learned.
    """

    pattern: str = choice(
        "waves",
        {"waves": "Sine waves", "learned": "Learned"},
        help="Fixed waves of many lengths, or numbers that are learned for every step.",
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(
            r"a_t = x_t + p_t",
            r"p_{t, 2i} = \sin\!\left(t / 10000^{2i/d}\right),\;"
            r"p_{t, 2i+1} = \cos\!\left(t / 10000^{2i/d}\right)",
        ),
        backward=(
            r"\frac{\partial L}{\partial x_t} = \delta_t",
            r"\frac{\partial L}{\partial p_t} = \delta_t \text{ (where learned)}",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return steps_and_features(x[0])

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        if self.pattern == "waves":
            return {}
        return {"weight": Parameter(x[0], Normal(0.02))}

    def bind(self, at: Site) -> Ops:
        x, dx = at.x[0], at.dx[0]
        learned = self.pattern == "learned"
        if learned:
            pattern = at.values["weight"][..., None]
        else:
            pattern = at.new(*x.shape)
            pattern[...] = waves(x.shape[0], x.shape[1])[..., None]
        ops = Ops(forward=[partial(np.add, x, pattern, at.y)])
        if dx is not None:
            ops.backward.append(partial(np.copyto, dx, at.dy))
        if learned:
            ops.backward.append(partial(np.add.reduce, at.dy, -1, None, at.grads["weight"]))
        return ops

    def summary(self) -> str:
        return "learned" if self.pattern == "learned" else "sin, cos"


def waves(steps: int, features: int) -> Array:
    """The pattern (steps, features): sines and cosines in turn, from short to long waves."""
    index = np.arange(features)
    angle = np.arange(steps)[:, None] / 10_000.0 ** ((index - index % 2) / features)
    return np.where(index % 2 == 0, np.sin(angle), np.cos(angle))
