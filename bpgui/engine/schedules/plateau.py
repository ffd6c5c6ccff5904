from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.fields import integer, real
from bpgui.engine.schedule import Schedule, schedule


@schedule("reduce on plateau", synonyms=("adaptive", "patience"), rank=60)
@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    """eta <- f eta when the loss has not fallen for more than P epochs

    The learning rate is cut when the validation loss (without validation rows, the training loss)
    no longer falls by at least a share d.
    """

    patience: int = integer(5, unit="epochs", help="Epochs P without progress that are borne.")
    factor: float = real(0.5, min=1e-6, max=1.0, log=True, help="What f it is multiplied with.")
    threshold: float = real(
        1e-4, min=0.0, max=1.0, label="Progress", help="Share d that counts as progress."
    )

    latex = (
        r"\eta \leftarrow f \eta \text{ after more than } P"
        r" \text{ epochs without } L < (1 - d) L_{\min}",
    )

    def memory(self) -> tuple[float, ...]:
        """The best loss so far, the epochs since, the factor."""
        return (sys.float_info.max, 0.0, 1.0)

    def factors(self, epochs: Array, memory: Array) -> Array:
        return np.full(epochs.shape, memory[2])

    def notice(self, loss: float, memory: Array) -> None:
        best, waited, factor = memory
        if loss < best * (1 - self.threshold):
            memory[:] = loss, 0, factor
        elif waited + 1 > self.patience:
            memory[:] = best, 0, factor * self.factor
        else:
            memory[1] += 1
