from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, scalar
from bpgui.engine.layer import Equations, Layer, Site, layer
from bpgui.engine.wanted import image_or_sequence_wanted


@layer(
    "GlobalAveragePool",
    group="Convolution",
    rank=52,
    synonyms=("pooling", "gap", "mean", "average over time"),
)
@dataclass(frozen=True)
class GlobalAveragePool(Layer):
    """a_c = mean of x_c

    One number a channel: the average over the whole image, or over all steps of a sequence,
    whatever their size.
    """

    equations = Equations(
        forward=(r"a_c = \frac{1}{n} \sum_{ij} x_{cij}",),
        backward=(r"\frac{\partial L}{\partial x_{cij}} = \frac{1}{n} \delta_c",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) == 3:
            return (x[0][0],)
        if len(x[0]) == 2:
            return (x[0][1],)
        raise image_or_sequence_wanted(x[0])

    def bind(self, at: Site) -> Ops:
        # Images as (channels, pixels, batch), sequences as (steps, features, batch).
        axis = 1 if at.x[0].ndim == 4 else 0
        shape = at.x[0].shape
        flat = (shape[0], -1, shape[-1])
        x, share = at.x[0].reshape(flat), scalar(1 / at.x[0].reshape(flat).shape[axis], at.y)
        ops = Ops(
            forward=[
                partial(np.add.reduce, x, axis, None, at.y),
                partial(np.multiply, at.y, share, at.y),
            ]
        )
        if at.dx[0] is not None:
            due = at.new(*at.dy.shape)
            ops.backward += [
                partial(np.multiply, at.dy, share, due),
                partial(np.copyto, at.dx[0].reshape(flat), np.expand_dims(due, axis)),
            ]
        return ops
