"""Handwritten digits of MNIST."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.data.bundled import classification
from bpgui.data.dataset import Dataset
from bpgui.data.source import Source, sources
from bpgui.engine.fields import choice

_SHAPES = {"flat": (784,), "image": (1, 28, 28)}


@sources.register(
    "MNIST (5,000 digits)", group="Real data", synonyms=("handwriting", "pictures"), rank=220
)
@dataclass(frozen=True)
class MNIST(Source):
    """5,000 real handwritten digits of MNIST as pictures of 28 x 28 pixels, 500 of each.

    Each pixel is its darkness, 0 to 255.
    """

    shape: str = choice(
        "flat",
        {"flat": "784 numbers", "image": "1 x 28 x 28 picture"},
        help="Flat rows suit dense layers, pictures suit convolutions.",
    )

    def load(self) -> Dataset:
        return classification("mnist", _SHAPES[self.shape])
