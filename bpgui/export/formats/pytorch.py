from __future__ import annotations

from dataclasses import dataclass

from bpgui.export.bundle import Bundle
from bpgui.export.exporter import exporters
from bpgui.export.program import Program
from bpgui.export.pytorch.program import program


@exporters.register("PyTorch program", synonyms=("torch", "nn.module", "python"), rank=40)
@dataclass(frozen=True)
class PyTorch(Program):
    """from digits_pytorch import load, preprocess

    An nn.Module to read and to go on from, with a function that trains it further, and its weights
    beside it as .npz.
    """

    suffix = "_pytorch.py"

    def source(self, bundle: Bundle, weights: str) -> str:
        return program(bundle, weights, self.suffix)
