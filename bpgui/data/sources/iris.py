"""Fisher's irises."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.data.bundled import classification
from bpgui.data.dataset import Dataset
from bpgui.data.source import Source, sources


@sources.register("Iris", group="Real data", synonyms=("flowers", "Fisher"), rank=230)
@dataclass(frozen=True)
class Iris(Source):
    """Three species of iris told by four lengths in centimetres, 150 real flowers."""

    def load(self) -> Dataset:
        return classification("iris")
