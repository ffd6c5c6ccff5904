"""The Wisconsin diagnostic data."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.data.bundled import classification
from bpgui.data.dataset import Dataset
from bpgui.data.source import Source, sources


@sources.register(
    "Breast cancer", group="Real data", synonyms=("Wisconsin", "wdbc", "medicine"), rank=250
)
@dataclass(frozen=True)
class BreastCancer(Source):
    """Malignant or benign, told by 30 measurements of cell nuclei in 569 real samples."""

    def load(self) -> Dataset:
        return classification("breast_cancer")
