"""Small handwritten digits."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.data.bundled import classification
from bpgui.data.dataset import Dataset
from bpgui.data.source import Source, sources
from bpgui.engine.fields import choice

_SHAPES = {"flat": (64,), "image": (1, 8, 8)}


@sources.register(
    "Digits 8 x 8", group="Real data", synonyms=("handwriting", "pictures", "optdigits"), rank=210
)
@dataclass(frozen=True)
class Digits(Source):
    """1,797 real handwritten digits as pictures of 8 x 8 pixels.

    Each pixel counts the dark ones of a 4 x 4 block, 0 to 16. The test set of the UCI repository's
    optical recognition of handwritten digits.
    """

    shape: str = choice(
        "flat",
        {"flat": "64 numbers", "image": "1 x 8 x 8 picture"},
        help="Flat rows suit dense layers, pictures suit convolutions.",
    )

    def load(self) -> Dataset:
        return classification("digits", _SHAPES[self.shape])
