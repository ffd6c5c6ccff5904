"""Put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.sequences import Sequences
from bpgui.data.source import sources
from bpgui.engine.fields import choice, integer
from bpgui.engine.task import Task


@sources.register("Sorting", group="Sequences", synonyms=("reverse", "order", "copy"), rank=156)
@dataclass(frozen=True)
class Sorting(Sequences):
    """Give the numbers of a sequence in another order: sorted, or from back to front.

    As many numbers are to come out as went in, between -1 and 1. To sort, every number has to be
    compared with every other, which is what attention does; to reverse, positions have to be known.
    """

    steps: int = integer(6, min=2, max=100, help="How many numbers there are to put in order.")
    order: str = choice(
        "sorted",
        {"sorted": "From small to large", "reversed": "From back to front"},
        help="The order in which the numbers are wanted.",
    )

    @property
    def task(self) -> Task:
        return Task((self.steps, 1), "regression", self.steps)

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        numbers = rng.uniform(-1, 1, (self.points, self.steps))
        wanted = np.sort(numbers, axis=1) if self.order == "sorted" else numbers[:, ::-1]
        return numbers[..., None], wanted
