"""How does the wave go on?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.generated import noise
from bpgui.data.sequences import Sequences
from bpgui.data.source import sources
from bpgui.engine.fields import integer
from bpgui.engine.task import Task


@sources.register(
    "Wave to continue", group="Sequences", synonyms=("sine", "forecast", "time series"), rank=157
)
@dataclass(frozen=True)
class WaveForecast(Sequences):
    """Continue a wave: the next values of a sine of unknown length, phase and height.

    One period takes between 8 and 24 steps, the height is between 0.5 and 1.5.
    """

    steps: int = integer(24, min=4, max=1000, help="How many steps of the wave are shown.")
    ahead: int = integer(4, min=1, max=100, help="How many steps are to be told.")
    noise: float = noise("The standard deviation by which what is shown strays from the wave.")

    @property
    def task(self) -> Task:
        return Task((self.steps, 1), "regression", self.ahead)

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        period = rng.uniform(8, 24, (self.points, 1))
        phase = rng.uniform(0, 2 * np.pi, (self.points, 1))
        height = rng.uniform(0.5, 1.5, (self.points, 1))
        time = np.arange(self.steps + self.ahead)
        wave = height * np.sin(2 * np.pi * time / period + phase)
        shown = wave[:, : self.steps] + self.noise * rng.standard_normal((self.points, self.steps))
        return shown[..., None], wave[:, self.steps :]
