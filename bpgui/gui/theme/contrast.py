"""Words that can be read on grounds of any colour."""

from __future__ import annotations

from PySide6.QtGui import QColor

_DARK, _LIGHT = "#101318", "#ffffff"
#: The relative luminance of a ground on which both are told equally well.
_TURN = 0.1925


def legible(ground: QColor) -> QColor:
    """Dark or light, whichever has more contrast with a ground (WCAG 2.2, relative luminance)."""
    channels = (ground.redF(), ground.greenF(), ground.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return QColor(_DARK if luminance > _TURN else _LIGHT)
