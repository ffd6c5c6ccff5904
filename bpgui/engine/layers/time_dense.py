from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, as_matrix
from bpgui.engine.layer import Equations, Parameter, Site, layer
from bpgui.engine.layers.dense import Dense
from bpgui.engine.sequence import by_feature, steps_and_features


@layer(
    "Dense per step",
    group="Sequence",
    rank=40,
    synonyms=("time distributed", "position-wise", "pointwise", "feed-forward", "linear", "fc"),
)
@dataclass(frozen=True)
class TimeDense(Dense):
    """a_t = f(W x_t + b)

    One and the same dense layer for every step of a sequence: (steps × features) becomes
    (steps × units). A plain Dense would read all steps at once, and takes them flattened.
    """

    reads_rows = False
    equations = Equations(
        forward=(r"z_t = W x_t + b", r"a_t = f(z_t)"),
        backward=(
            r"\delta_t = \frac{\partial L}{\partial a_t} \odot f'(z_t)",
            r"\frac{\partial L}{\partial W} = \sum_t \delta_t\, x_t^T",
            r"\frac{\partial L}{\partial b} = \sum_t \delta_t",
            r"\frac{\partial L}{\partial x_t} = W^T \delta_t",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return (steps_and_features(x[0])[0], self.units)

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        return super().parameters(x[0][1:])

    def scratch(self, *x: Shape) -> int:
        return 2 * x[0][0] * (x[0][1] + self.units)

    def multiply_adds(self, *x: Shape) -> int:
        return x[0][0] * super().multiply_adds(x[0][1:])

    def bind(self, at: Site) -> Ops:
        # The steps of all rows lie side by side as columns: for Dense a larger batch.
        steps, inputs, batch = at.x[0].shape
        x_ones = at.new(inputs + 1, steps, batch)
        x_ones[-1] = 1
        y, dy = (at.new(self.units, steps, batch) for _ in range(2))
        dx = at.new(inputs, steps, batch)
        inner = dataclasses.replace(
            at,
            x=(as_matrix(x_ones[:-1]),),
            y=as_matrix(y),
            dx=(None if at.dx[0] is None else as_matrix(dx),),
            dy=as_matrix(dy),
            x_ones=as_matrix(x_ones),
            batch=steps * batch,
        )
        dense = super().bind(inner)
        ops = Ops(
            [
                partial(np.copyto, x_ones[:-1], by_feature(at.x[0])),
                *dense.forward,
                partial(np.copyto, by_feature(at.y), y),
            ],
            [partial(np.copyto, dy, by_feature(at.dy)), *dense.backward],
        )
        if at.dx[0] is not None:
            ops.backward.append(partial(np.copyto, by_feature(at.dx[0]), dx))
        return ops
