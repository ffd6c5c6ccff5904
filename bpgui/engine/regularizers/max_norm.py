from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call, scalar
from bpgui.engine.fields import real
from bpgui.engine.regularizer import Regularizer, Weight, regularizer


@regularizer("max-norm", synonyms=("constraint", "norm bound"), rank=50)
@dataclass(frozen=True)
class MaxNorm(Regularizer):
    """|w_i| <= c for the weights w_i of every unit

    After an update, a unit whose incoming weights have become longer than c is scaled back to c;
    the loss itself stays as it is. Goes well with Dropout. Srivastava et al., 2014.
    """

    limit: float = real(3.0, min=1e-6, max=1e6, log=True, help="The greatest length c.")

    latex = (r"w_i \leftarrow w_i \frac{c}{\max(c, |w_i|)}",)

    def bound(self, weights: Sequence[Weight]) -> list[Call]:
        calls: list[Call] = []
        for weight in weights:
            w, limit = weight.units, scalar(self.limit, weight.values)
            squares = np.empty_like(w)
            factor = np.empty((len(w), 1), w.dtype)
            calls += [
                partial(np.multiply, w, w, squares),
                partial(np.add.reduce, squares, 1, None, factor, True),
                partial(np.sqrt, factor, factor),
                partial(np.maximum, factor, limit, out=factor),
                partial(np.divide, limit, factor, factor),
                partial(np.multiply, w, factor, w),
            ]
        return calls
