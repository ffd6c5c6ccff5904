"""The ground of a number's cell, and the ink on it."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from bpgui.gui import theme

#: Blue and orange at full strength would drown the digits.
STRENGTH = 0.8


def ground(value: float, largest: float, palette: theme.Palette) -> QColor:
    """The colour behind a number: blue below zero, orange above; red where it is no number."""
    if not math.isfinite(value):
        return palette.color("bad")
    share = STRENGTH * abs(value) / largest if largest else 0.0
    field, end = palette.color("field"), palette.color("negative" if value < 0 else "positive")
    return QColor.fromRgbF(
        (1 - share) * field.redF() + share * end.redF(),
        (1 - share) * field.greenF() + share * end.greenF(),
        (1 - share) * field.blueF() + share * end.blueF(),
    )


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever reads better on a ground (WCAG's relative luminance)."""

    def linear(c: float) -> float:
        return float(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)

    r, g, b = (linear(c) for c in (ground.redF(), ground.greenF(), ground.blueF()))
    bright = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return QColor("#0c0f13") if bright > 0.2 else QColor("#f4f7fa")
