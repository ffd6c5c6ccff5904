"""Histograms around zero: blue bars below it, orange ones above."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpgui.gui import theme


def draw_bars(painter: QPainter, place: QRectF, counts: Collection[int]) -> None:
    """Draw a bar for each of these counts, an odd number of them, the middle one around zero.

    The highest fills the height; what is not zero can be seen.
    """
    palette, width = theme.current(), place.width() / len(counts)
    most, middle = max(*counts, 1), len(counts) // 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for index, count in enumerate(counts):
        if not count:
            continue
        high = max(place.height() * count / most, 1.0)
        left, right = round(index * width), round((index + 1) * width)
        bar = QRectF(place.left() + left, place.bottom() - high, max(right - left - 1, 1), high)
        role = "muted" if index == middle else "negative" if index < middle else "positive"
        painter.fillRect(bar, palette.color(role))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
