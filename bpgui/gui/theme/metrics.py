"""Sizes in pixels: everything stands on multiples of STEP, or of its half where room is short."""

from __future__ import annotations

from typing import Final

STEP: Final = 8
RADIUS_CARD: Final = 8
RADIUS_CONTROL: Final = 6


BODY: Final = 13
CAPTION: Final = 11
TITLE: Final = 15

#: The side of an icon in a button or a list.
ICON: Final = 16
