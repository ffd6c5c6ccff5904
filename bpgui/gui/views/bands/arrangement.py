"""Where the bands of a canvas lie."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from bpgui.gui.views.bands.band import AXIS, RIGHT, Band

GAP = 4


def arrange(bands: Sequence[Band], width: float, height: float) -> list[QRectF]:
    """Put the headers in their places; the frames of all bands, below each other."""
    left = max(band.left_margin() for band in bands)
    long = max(width - left - RIGHT, 10.0)
    frames, top = [], 0.0
    room = max(height - AXIS - sum(band.heading for band in bands) - GAP, 20.0)
    for band, high in zip(bands, _heights(bands, room), strict=True):
        if band.header is not None:
            band.header.setGeometry(0, round(top), round(width), band.heading)
        frames.append(QRectF(round(left), round(top) + band.heading, round(long), round(high)))
        top += band.heading + high
    return frames


def _heights(bands: Sequence[Band], room: float) -> list[float]:
    """Every band its share; what one cannot use goes to the others."""
    total = sum(band.share for band in bands)
    heights = [band.fitting(room * band.share / total) for band in bands]
    spare = room - sum(heights)
    greedy = [index for index, band in enumerate(bands) if band.fitting(room) >= room]
    for index in greedy:
        heights[index] += spare / len(greedy)
    return heights
