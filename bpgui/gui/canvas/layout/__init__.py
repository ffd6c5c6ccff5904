"""Tidy places for the nodes of a diagram: in columns, with wires straight where possible.

The stages are Sugiyama's: `ranks` finds the columns, `ordering` the order within each, `alignment`
the heights.
"""

from bpgui.gui.canvas.layout.arrange import arranged
from bpgui.gui.canvas.layout.frames import tidied

__all__ = ["arranged", "tidied"]
