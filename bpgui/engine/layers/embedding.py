from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Ops, Shape, scalar, text
from bpgui.engine.fields import integer, one_of
from bpgui.engine.initializer import Initializer, initializers
from bpgui.engine.initializers.normal import Normal
from bpgui.engine.layer import (
    Equations,
    Layer,
    Mismatch,
    Parameter,
    Remedy,
    Site,
    freezable,
    layer,
)
from bpgui.engine.layers.flatten import Flatten


@layer("Embedding", group="Sequence", rank=50, synonyms=("tokens", "words", "lookup", "vocabulary"))
@dataclass(frozen=True)
class Embedding(Layer):
    """a_t = E[x_t]

    Reads a row of tokens, whole numbers from 0, and gives each the row of a table E that belongs to
    it: (steps) becomes (steps × features). Only the rows that were looked up get a gradient, and
    what stands before this layer gets none. A number outside the table counts as the nearest one in
    it.
    """

    tokens: int = integer(
        16, min=1, max=1_000_000, help="How many different tokens there are: rows of the table."
    )
    features: int = integer(16, min=1, max=65_536, help="Numbers that stand for one token.")
    initializer: Initializer = one_of(
        initializers, Normal(1.0), label="Initialiser", help="What the table starts from."
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(r"a_t = E_{x_t}",),
        backward=(r"\frac{\partial L}{\partial E_k} = \sum_{t:\, x_t = k} \delta_t",),
    )

    def index_limit(self) -> int | None:
        return self.tokens

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) != 1:
            raise Mismatch(
                f"needs a row of tokens (steps), got {text(x[0])}",
                remedy=Remedy("Insert Flatten", insert=Flatten()),
            )
        return (x[0][0], self.features)

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        shape = (self.tokens, self.features)
        return {"weight": Parameter(shape, self.initializer, self.tokens, self.features)}

    def bind(self, at: Site) -> Ops:
        # For every number of the output, its place in the table laid out flat.
        nearest, first = at.new(*at.x[0].shape), np.empty(at.x[0].shape, np.intp)
        places = np.empty(at.y.shape, np.intp)
        offsets = np.arange(self.features)[:, None]
        table, dtable = at.values["weight"].reshape(-1), at.grads["weight"].reshape(-1)
        width = np.array(self.features)
        ops = Ops(
            forward=[
                partial(np.rint, at.x[0], nearest),
                partial(np.fmax, nearest, scalar(0, nearest), out=nearest),
                partial(np.fmin, nearest, scalar(self.tokens - 1, nearest), out=nearest),
                partial(np.copyto, first, nearest, "unsafe"),
                partial(np.multiply, first, width, first),
                partial(np.add, first[:, None], offsets, places),
                partial(table.take, places, None, at.y, "clip"),
            ],
            backward=[
                partial(dtable.fill, 0),
                partial(np.add.at, dtable, places.reshape(-1), at.dy.reshape(-1)),
            ],
        )
        if at.dx[0] is not None:
            ops.backward.append(partial(at.dx[0].fill, 0))
        return ops

    def summary(self) -> str:
        return f"{self.tokens} tokens · {self.features}"
