"""The design language: colours, type, sizes, icons and colour tables, dark and light.

`apply(app, mode)` dresses the application. `current()` is the palette in force; connect to
`changes.changed` to draw anew when it changes (standard widgets and icons do so by themselves).
"""

from __future__ import annotations

from bpgui.gui.theme.categories import Category, category
from bpgui.gui.theme.colormaps import diverging, viridis
from bpgui.gui.theme.contrast import legible
from bpgui.gui.theme.fonts import caption, font
from bpgui.gui.theme.glyph import Glyph
from bpgui.gui.theme.icons import app_icon, icon, paint_icon, pixmap
from bpgui.gui.theme.live import Mode, apply, changes, current, lent
from bpgui.gui.theme.palette import DARK, LIGHT, Palette
from bpgui.gui.theme.roles import Role, hold, label, mark, pad

__all__ = [
    "DARK",
    "LIGHT",
    "Category",
    "Glyph",
    "Mode",
    "Palette",
    "Role",
    "app_icon",
    "apply",
    "caption",
    "category",
    "changes",
    "current",
    "diverging",
    "font",
    "hold",
    "icon",
    "label",
    "legible",
    "lent",
    "mark",
    "pad",
    "paint_icon",
    "pixmap",
    "viridis",
]
