"""The progression of diabetes."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.data.bundled import regression
from bpgui.data.dataset import Dataset
from bpgui.data.source import Source, sources


@sources.register("Diabetes", group="Real data", synonyms=("regression", "medicine"), rank=260)
@dataclass(frozen=True)
class Diabetes(Source):
    """How far diabetes went within a year, told by 10 measurements of 442 real patients.

    The target is the published score, 25 to 346, in hundreds, so that a fresh network starts within
    reach.
    """

    def load(self) -> Dataset:
        return regression("diabetes", unit=100.0)
