from __future__ import annotations

from dataclasses import dataclass

from bpgui.export.bundle import Bundle
from bpgui.export.exporter import exporters
from bpgui.export.keras.program import program
from bpgui.export.program import Program


@exporters.register("Keras program", synonyms=("tensorflow", "jax", "python"), rank=41)
@dataclass(frozen=True)
class Keras(Program):
    """from digits_keras import load, preprocess

    A model of Keras 3 to read and to go on from, with a function that trains it further, and its
    weights beside it as .npz.
    """

    suffix = "_keras.py"

    def source(self, bundle: Bundle, weights: str) -> str:
        return program(bundle, weights, self.suffix)
