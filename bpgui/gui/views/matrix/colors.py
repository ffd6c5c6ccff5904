"""The colours of the tensor view."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpgui.gui import theme
from bpgui.gui.views.kit import ink
from bpgui.gui.views.matrix.probe import COLORS


@lru_cache(maxsize=4)
def color_table(palette: theme.Palette) -> list[int]:
    """0xAARRGGBB from the most negative to the most positive; the gap's; that of no number."""
    places = np.linspace(0, 255, COLORS).round().astype(int)
    colors = ink.color_table(theme.diverging(palette)[places])
    return [*colors, palette.color("panel").rgba(), palette.color("bad").rgba()]
