from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from bpgui.export.bundle import Bundle
from bpgui.export.exporter import Exporter, exporters


@exporters.register("NumPy archive", synonyms=("npz", "numpy"), rank=10)
@dataclass(frozen=True)
class Npz(Exporter):
    """np.load(path)["Dense/weight"]

    One array for each tensor, and `bpgui`, a string of JSON: the diagram, the preprocessing, and a
    sample.
    """

    suffix = ".npz"

    def dump(self, bundle: Bundle, file: BinaryIO) -> None:
        arrays = {**bundle.tensors, "bpgui": np.array(bundle.metadata())}
        np.savez(file, allow_pickle=False, **arrays)
