"""Wines of three cultivars."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.data.bundled import classification
from bpgui.data.dataset import Dataset
from bpgui.data.source import Source, sources


@sources.register("Wine", group="Real data", synonyms=("chemistry",), rank=240)
@dataclass(frozen=True)
class Wine(Source):
    """Three cultivars told by 13 chemical measurements, 178 real wines."""

    def load(self) -> Dataset:
        return classification("wine")
