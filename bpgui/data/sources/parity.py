"""Is the number of ones even?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.sequences import Sequences
from bpgui.data.source import sources
from bpgui.engine.fields import integer
from bpgui.engine.task import Task


@sources.register("Parity", group="Sequences", synonyms=("xor", "bits", "counting"), rank=152)
@dataclass(frozen=True)
class Parity(Sequences):
    """Tell whether a row of bits holds an odd number of ones.

    Every single bit turns the answer round, so that nothing can be told from a part of them; one
    bit of memory is enough for any length. The bits are -1 and 1.
    """

    steps: int = integer(10, min=2, max=1000, help="How many bits there are in a row.")

    @property
    def task(self) -> Task:
        return Task((self.steps, 1), "classification", 2, ("even", "odd"))

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        bits = rng.integers(0, 2, (self.points, self.steps))
        return (2 * bits[..., None] - 1).astype(np.float64), bits.sum(axis=1) % 2
