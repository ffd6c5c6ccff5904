from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.fields import one_of, real
from bpgui.engine.schedule import Schedule, schedule, schedules
from bpgui.engine.schedules.constant import Constant


@schedule("warm-up", synonyms=("linear", "ramp"), rank=50)
@dataclass(frozen=True)
class WarmUp(Schedule):
    """eta(t) = eta (s + (1 - s) t / T) until T, then another schedule

    The learning rate rises from a small share to its full size, so that the first steps, which know
    the least, do no harm; then another schedule begins. Transformers want it.
    """

    epochs: float = real(1.0, min=1e-6, unit="epochs", help="How long T it rises; may be a part.")
    start: float = real(0.01, min=0.0, max=1.0, help="What share s it starts from.")
    then: Schedule = one_of(schedules, Constant(), help="What follows.")

    changes = "steps"
    latex = (r"\eta(t) = \eta \left( s + (1 - s) \frac{t}{T} \right) \text{ until } T",)

    def memory(self) -> tuple[float, ...]:
        return self.then.memory()

    def factors(self, epochs: Array, memory: Array) -> Array:
        rise = self.start + (1 - self.start) * np.minimum(epochs / self.epochs, 1)
        return rise * self.then.factors(np.maximum(epochs - self.epochs, 0), memory)

    def notice(self, loss: float, memory: Array) -> None:
        self.then.notice(loss, memory)
