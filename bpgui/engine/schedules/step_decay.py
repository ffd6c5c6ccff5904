from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.fields import integer, real
from bpgui.engine.schedule import Schedule, schedule


@schedule("steps", synonyms=("step decay", "piecewise"), rank=20)
@dataclass(frozen=True)
class StepDecay(Schedule):
    """eta(t) = eta f^floor(t / T)

    The learning rate is cut at once after every so many epochs.
    """

    epochs: int = integer(10, min=1, unit="epochs", help="How long T a rate is kept.")
    factor: float = real(0.5, min=1e-6, max=1.0, log=True, help="What f it is multiplied with.")

    latex = (r"\eta(t) = \eta\, f^{\lfloor t / T \rfloor}",)

    def factors(self, epochs: Array, memory: Array) -> Array:
        return np.power(self.factor, np.floor(epochs / self.epochs))
