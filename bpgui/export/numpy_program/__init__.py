"""A network as a program that needs NumPy only, with its back-propagation written out by hand.

`layers/` tells for every kind of layer what it becomes, `shelf/` holds the functions that several
lines are made of; `program` puts the parts together.
"""

# Makes every kind known.
import bpgui.export.numpy_program.layers  # noqa: F401
from bpgui.export.numpy_program.program import numpy_program

__all__ = ["numpy_program"]
