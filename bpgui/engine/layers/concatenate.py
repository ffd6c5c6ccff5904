from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, text
from bpgui.engine.channels import channel_axis
from bpgui.engine.layer import Equations, Layer, Mismatch, Port, Site, layer


@layer("Concatenate", group="Merge", rank=20, synonyms=("concat", "join", "stack"))
@dataclass(frozen=True)
class Concatenate(Layer):
    """a = [x_1; x_2; ...]

    Lays its inputs one after the other: along the features of rows, the channels of images. Their
    other sizes must agree.
    """

    ports = (Port("x", many=True),)
    equations = Equations(
        forward=(r"a = [x_1; x_2; \ldots]",),
        backward=(r"\frac{\partial L}{\partial x_k} = \delta \text{ of its own part}",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        axis = channel_axis(x[0])
        for other in x[1:]:
            if len(other) != len(x[0]) or _without(other, axis) != _without(x[0], axis):
                raise Mismatch(
                    f"needs inputs that differ only along their features, "
                    f"got {text(x[0])} and {text(other)}"
                )
        joined = sum(shape[axis] for shape in x)
        return (*x[0][:axis], joined, *x[0][axis + 1 :])

    def bind(self, at: Site) -> Ops:
        axis, start, ops = channel_axis(at.y.shape[:-1]), 0, Ops()
        for x, dx in zip(at.x, at.dx, strict=True):
            part = (slice(None),) * axis + (slice(start, start + x.shape[axis]),)
            start += x.shape[axis]
            ops.forward.append(partial(np.copyto, at.y[part], x))
            if dx is not None:
                ops.backward.append(partial(np.copyto, dx, at.dy[part]))
        return ops


def _without(shape: Shape, axis: int) -> Shape:
    return shape[:axis] + shape[axis + 1 :]
