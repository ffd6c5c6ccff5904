"""What is on the sheet, as text: for screen readers and the clipboard."""

from __future__ import annotations

from bpgui.engine.trace import Term
from bpgui.engine.trace.latex import indexed
from bpgui.gui import format
from bpgui.gui.formula import plain
from bpgui.gui.microscope.grid import Index
from bpgui.gui.microscope.scene import Subject

#: Numbers of an array that are spelt out.
MOST = 256


def name_of(term: Term, index: Index) -> str:
    """An entry's name as text: W_21."""
    return plain(indexed(term.symbol, index))


def describe(subject: Subject) -> str:
    """A step as text: its equation, its numbers, the arithmetic of the entry chosen."""
    step = subject.step
    parts = [plain(step.equation), *(plain(given) for given in step.given)]
    for term in step.terms:
        values = ", ".join(format.exact(float(v)) for v in term.value.ravel()[:MOST])
        more = " …" if term.value.size > MOST else ""
        parts.append(f"{plain(term.symbol)} [{format.shape(term.value.shape)}]: {values}{more}")
    parts += [plain(line.latex()) for line in subject.lines]
    if subject.paths is not None:
        parts += [plain(line.latex()) for line in subject.paths.lines]
    return "\n".join(parts)
