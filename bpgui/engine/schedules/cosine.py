from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.fields import integer, real
from bpgui.engine.schedule import Schedule, schedule


@schedule("cosine", synonyms=("cosine annealing",), rank=40)
@dataclass(frozen=True)
class Cosine(Schedule):
    """eta(t) = eta (m + (1 - m) (1 + cos(pi t / T)) / 2)

    The learning rate goes down along half a wave: slowly at first and at the end, fast in between.
    After T epochs it stays at its lowest. Loshchilov and Hutter, 2017.
    """

    epochs: int = integer(50, min=1, unit="epochs", help="How long T it goes down.")
    lowest: float = real(0.0, min=0.0, max=1.0, help="What share m is left at the end.")

    changes = "steps"
    latex = (
        r"\eta(t) = \eta \left( m + \frac{1 - m}{2} \left( 1 + \cos \frac{\pi t}{T} \right)"
        r" \right)",
    )

    def factors(self, epochs: Array, memory: Array) -> Array:
        part = np.minimum(epochs / self.epochs, 1)
        return self.lowest + (1 - self.lowest) * (1 + np.cos(np.pi * part)) / 2
