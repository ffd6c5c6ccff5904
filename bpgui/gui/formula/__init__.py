"""Formulas: the LaTeX of layers, losses and optimisers, drawn with the window's own type.

Only what the engine writes is understood, and no TeX is needed: letters and their indices, Greek,
fractions, roots, sums, brackets, words.
"""

from __future__ import annotations

from bpgui.gui.formula.formula import Formula
from bpgui.gui.formula.parse import inline, parse, plain

__all__ = ["Formula", "inline", "parse", "plain"]
