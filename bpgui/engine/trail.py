"""The trail: the gradients of the last few steps as they were, to be measured together.

In a tiny network the norms of the gradient take a tenth of a step if every step measures its own.
To keep a copy takes next to nothing, and to measure many copies at once little more than one.
"""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array, zeros
from bpgui.engine.parameters import Parameters

#: Of larger gradients a copy costs what it saves.
FEW = 4096
#: Bytes of a trail: it shall not push a network out of the cache.
ROOM = 256 << 10


class Trail:
    """Rows (steps, all) for copies of `parameters.left`: of every step its gradient and its loss.

    What is measured of a step does not hang on how many are measured with it.
    """

    def __init__(self, parameters: Parameters) -> None:
        left = parameters.left
        memory = zeros([max(1, min(64, ROOM // left.nbytes)), left.size], left.dtype)
        self.rows = list(memory)
        self.length = len(memory)
        self._losses = memory[:, -1]
        self._gradients = [memory[:, slot.start : slot.stop] for slot in parameters.trained]

    def measure(self, count: int, losses: Array, squares: Array) -> None:
        """Of the first `count` rows: losses (count,), and squared norms (count, tensors)."""
        losses[...] = self._losses[:count]
        for index, gradients in enumerate(self._gradients):
            rows = gradients[:count]
            np.vecdot(rows, rows, squares[:, index])
