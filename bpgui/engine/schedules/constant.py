from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.schedule import Schedule, schedule


@schedule("constant", rank=10)
@dataclass(frozen=True)
class Constant(Schedule):
    """eta(t) = eta

    The learning rate stays as it is set.
    """

    changes = "never"
    latex = (r"\eta(t) = \eta",)

    def factors(self, epochs: Array, memory: Array) -> Array:
        return np.ones(epochs.shape)
