"""The type: bundled Inter with tabular numerals, the system's font for every other script."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from bpgui.gui.theme.metrics import BODY, CAPTION
from bpgui.resources import asset

Weight = QFont.Weight
_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")


def font(size: int = BODY, weight: Weight = Weight.Normal) -> QFont:
    """Inter at `size` pixels; its numerals are tabular, so changing numbers do not jump."""
    made = QFont(_families())
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setStyleHint(QFont.StyleHint.SansSerif)
    return made


def caption(weight: Weight = Weight.Normal) -> QFont:
    """Small words beside things."""
    return font(CAPTION, weight)


@cache
def _families() -> list[str]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    loaded = [QFontDatabase.addApplicationFont(str(asset(f"fonts/{name}"))) for name in _FILES]
    ours = [name for font_id in loaded for name in QFontDatabase.applicationFontFamilies(font_id)]
    return list(dict.fromkeys([*ours, system]))
