"""Colour tables for pictures of numbers: uint8 arrays of shape (256, 4), RGBA, read-only."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from bpgui.gui.theme.palette import Palette
from bpgui.resources import asset

Table = NDArray[np.uint8]


@cache
def viridis() -> Table:
    """Dark violet to yellow, for magnitudes (Smith, van der Walt and Firing, CC0)."""
    digits = asset("colormaps/viridis.txt").read_text(encoding="ascii")
    return _table(np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(256, 3))


@cache
def diverging(palette: Palette) -> Table:
    """Blue over the theme's ground to orange, for numbers from -1 to 1; index 128 is zero."""
    stops = np.array([_rgb(palette.negative), _rgb(palette.neutral), _rgb(palette.positive)])
    channels = [np.interp(np.arange(256), [0, 128, 255], channel) for channel in stops.T]
    return _table(np.stack(channels, axis=1).round())


def _table(rgb: NDArray[Any]) -> Table:
    table = np.full((256, 4), 255, np.uint8)
    table[:, :3] = rgb
    table.setflags(write=False)
    return table


def _rgb(color: str) -> tuple[int, int, int]:
    made = QColor(color)
    return made.red(), made.green(), made.blue()
