"""The truth table of XOR."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.data.dataset import Dataset
from bpgui.data.generated import two_classes
from bpgui.data.source import Source, sources


@sources.register("XOR, four corners", group="Two classes", synonyms=("truth table",), rank=15)
@dataclass(frozen=True)
class XORCorners(Source):
    """The four rows of the textbook: 1 where exactly one of two inputs is 1.

    Train on all four: leave no row for validation.
    """

    def load(self) -> Dataset:
        corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
        return Dataset(corners, np.array([0, 1, 1, 0]), two_classes("0", "1"))
