from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.fields import real
from bpgui.engine.schedule import Schedule, schedule


@schedule("exponential", synonyms=("exponential decay",), rank=30)
@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """eta(t) = eta f^t

    The learning rate shrinks by the same share in every epoch, a little with every step.
    """

    factor: float = real(0.97, min=1e-6, max=1.0, help="What f is left of it after an epoch.")

    changes = "steps"
    latex = (r"\eta(t) = \eta\, f^t",)

    def factors(self, epochs: Array, memory: Array) -> Array:
        return np.power(self.factor, epochs)
