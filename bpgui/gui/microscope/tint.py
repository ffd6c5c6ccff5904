"""The ground of a number's cell."""

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
