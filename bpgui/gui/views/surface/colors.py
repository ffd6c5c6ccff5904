"""The colours of answers and of points: blue and orange for two classes or for numbers, else one a
class."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from bpgui.gui import theme
from bpgui.gui.views.kit import ink
from bpgui.gui.views.surface.probe import BROKEN

#: The ground is so much paler than the points on it.
_PALE = 0.8


@lru_cache(maxsize=8)
def paint_table(palette: theme.Palette, outputs: int) -> list[int]:
    """The 256 colours of the indices that `probe.pixels` makes for so many outputs: the last is
    that of what is not a number."""
    if outputs <= 2:
        places = (128 + (np.arange(256) - 127.5) * _PALE).astype(int)
        rgba = theme.diverging(palette)[np.clip(places, 0, 255)]
    else:
        rgba = _of_classes(palette, outputs)
    return [*ink.color_table(rgba)[:BROKEN], palette.color("bad").rgba()]


def _of_classes(palette: theme.Palette, outputs: int) -> NDArray[np.uint8]:
    levels = BROKEN // outputs
    ground = _rgb(palette.color("neutral"))
    made = np.full((256, 4), 255, np.uint8)
    share = _PALE * np.linspace(0.1, 1.0, levels)[:, None]
    for number in range(outputs):
        color = _rgb(palette.series_color(number))
        part = slice(number * levels, (number + 1) * levels)
        made[part, :3] = ground + (color - ground) * share
    return made


def _rgb(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], np.float64)


def point_color(palette: theme.Palette, number: int, classes: int) -> QColor:
    """The colour of the points of one class."""
    if classes == 2:
        return palette.color("positive" if number else "negative")
    return palette.series_color(number)


def value_color(palette: theme.Palette, share: float) -> QColor:
    """The colour of a target that lies at `share` (0 to 1) between the lowest and the highest."""
    r, g, b, _ = theme.diverging(palette)[round(255 * min(max(share, 0.0), 1.0))]
    return QColor(int(r), int(g), int(b))
