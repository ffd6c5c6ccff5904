from __future__ import annotations

from dataclasses import dataclass

from bpgui.export.bundle import Bundle
from bpgui.export.exporter import exporters
from bpgui.export.numpy_program import numpy_program
from bpgui.export.program import Program


@exporters.register("NumPy program", synonyms=("python", "back-propagation", "by hand"), rank=40)
@dataclass(frozen=True)
class NumpyProgram(Program):
    """forward(x, w), backward(a, t, w), update(w, g, memory, rate)

    A program to read, with its weights beside it: the passes of this network in plain NumPy, every
    derivative written out by hand, and its optimiser. It checks itself when it is run.
    """

    suffix = "_numpy.py"

    def source(self, bundle: Bundle, weights: str) -> str:
        return numpy_program(bundle, weights)
