from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, product, scalar
from bpgui.engine.clipping import Clipping, clipping
from bpgui.engine.fields import real


@clipping("by global norm", synonyms=("length",), rank=20)
@dataclass(frozen=True)
class ByNorm(Clipping):
    """g <- g c / max(c, |g|)

    A gradient longer than c, all tensors taken together, is shortened to c and keeps its direction.
    The cure of exploding gradients in recurrent nets. Pascanu, Mikolov and Bengio, 2013.
    """

    limit: float = real(1.0, min=1e-9, max=1e9, log=True, help="The greatest length c.")

    latex = (r"g \leftarrow g \frac{c}{\max(c, |g|)}",)

    def bind(self, gradient: Array, squares: Array) -> list[Call]:
        limit, ones = scalar(self.limit, gradient), np.ones_like(squares)
        total, length, least, factor = (np.empty((), gradient.dtype) for _ in range(4))
        return [
            product(squares, ones, total),
            partial(np.sqrt, total, length),
            partial(np.maximum, length, limit, out=least),
            partial(np.divide, limit, least, factor),
            partial(np.multiply, gradient, factor, gradient),
        ]
