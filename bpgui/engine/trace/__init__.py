"""The trace: one sample's way through the network and back, equation by equation, in numbers.

`trace` gives the ordered steps; `worked` does the arithmetic of one entry of a step's result;
`path` takes the gradient of a single weight apart, along the ways from it to the loss.
"""

from __future__ import annotations

from bpgui.engine.trace.arithmetic import Line, worked
from bpgui.engine.trace.paths import Path, Paths, path
from bpgui.engine.trace.steps import trace
from bpgui.engine.trace.terms import PHASES, Part, Phase, Step, Term, Trace
from bpgui.engine.trace.update import Move

__all__ = [
    "PHASES",
    "Line",
    "Move",
    "Part",
    "Path",
    "Paths",
    "Phase",
    "Step",
    "Term",
    "Trace",
    "path",
    "trace",
    "worked",
]
