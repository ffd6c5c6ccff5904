"""The colours of frames: by the names in files, as roles of the theme, and in words."""

from __future__ import annotations

from typing import Final

from bpgui.engine.frame import COLORS

ROLES: Final = dict(
    zip(
        COLORS,
        ("merge", "core", "convolution", "sequence", "normalisation", "loss"),
        strict=True,
    )
)
