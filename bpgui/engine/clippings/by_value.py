from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, scalar
from bpgui.engine.clipping import Clipping, clipping
from bpgui.engine.fields import real


@clipping("by value", rank=30)
@dataclass(frozen=True)
class ByValue(Clipping):
    """g <- max(-c, min(c, g))

    Every single number of the gradient is cut to [-c, c]; its direction may change.
    """

    limit: float = real(1.0, min=1e-9, max=1e9, log=True, help="The greatest size c.")

    latex = (r"g \leftarrow \max(-c, \min(c, g))",)

    def bind(self, gradient: Array, squares: Array) -> list[Call]:
        return [
            partial(np.minimum, gradient, scalar(self.limit, gradient), out=gradient),
            partial(np.maximum, gradient, scalar(-self.limit, gradient), out=gradient),
        ]
