"""The diagram editor: its own graphics scene, mirror of the immutable graph."""

from bpgui.gui.canvas.callout import Notice
from bpgui.gui.canvas.canvas import Canvas
from bpgui.gui.canvas.drops import LAYER_MIME
from bpgui.gui.canvas.outline import Outline
from bpgui.gui.canvas.thumbnail import thumbnail

__all__ = ["LAYER_MIME", "Canvas", "Notice", "Outline", "thumbnail"]
