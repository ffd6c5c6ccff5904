"""Colours, pens and fonts of the canvas, made once for each theme."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen, QPixmap

from bpgui.gui import theme
from bpgui.gui.theme import Palette

LEVELS = {"bad": "bad", "warning": "warning", "remark": "muted"}


class Ink:
    """Everything to paint with in one theme."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        color = palette.color
        self.canvas = color("canvas")
        self.grid = color("grid")
        self.ground = color("canvas", 0.85)
        self.block = QBrush(mixed(color("line"), color("muted"), 0.15))
        self.text = QPen(color("text"))
        self.muted = QPen(color("muted"))
        self.card = QBrush(color("raised"))
        self.shade = QColor(0, 0, 0, 70 if palette.is_dark else 22)
        self.border = QPen(color("line"), 1.0)
        self.hover_border = QPen(mixed(color("line"), color("text"), 0.35), 1.0)
        self.port = QPen(mixed(color("muted"), color("text"), 0.3), 1.5)
        self.port_brush = QBrush(color("canvas"))
        self.wire = mixed(color("muted"), color("canvas"), 0.25)
        self.bar = mixed(color("line"), color("raised"), 0.3)
        self.accent = color("accent")
        self.levels = {level: color(role) for level, role in LEVELS.items()}
        self.bright = mixed(color("accent"), color("text"), 0.25)
        self.glow = color("good")
        self.doubt = color("warning")
        self.refused = color("disabled")
        table = theme.viridis()
        self.magnitudes = [QColor(*(int(c) for c in table[i])) for i in range(256)]

    def category(self, role: str) -> QColor:
        """The hue of a category of layers."""
        return self.palette.color(role)

    def magnitude(self, fraction: float) -> QColor:
        """The colour of a magnitude on a scale from 0 to 1."""
        return self.magnitudes[max(0, min(255, round(fraction * 255)))]

    def glyph(self, name: str, role: str, ratio: float) -> QPixmap:
        """The sign of a category, 16 pixels wide."""
        return theme.pixmap(name, role, 16, ratio)


_made: list[Ink] = []


def ink() -> Ink:
    """What to paint with now."""
    palette = theme.current()
    # Asked for at every stroke: comparing palettes by their values would cost more than the stroke.
    if not _made or _made[0].palette is not palette:
        _made[:] = [Ink(palette)]
    return _made[0]


@cache
def big_font(size: int = 22) -> QFont:
    """For the name on a card seen from afar."""
    return theme.font(size, QFont.Weight.DemiBold)


#: What is written on a card: by name the size of the letters, and their weight; the large ones are
#: for a scale at which the others would be hard to read.
_FONTS = {
    "name": (13, QFont.Weight.DemiBold),
    "body": (12, QFont.Weight.Normal),
    "small": (11, QFont.Weight.Normal),
    "name_large": (16, QFont.Weight.DemiBold),
    "body_large": (14, QFont.Weight.Normal),
    "small_large": (13, QFont.Weight.Normal),
}


@cache
def font_of(name: str) -> QFont:
    """A font of the canvas by its name."""
    return theme.font(*_FONTS[name])


def solid(color: QColor, width: float = 1.0) -> QPen:
    """A pen with round ends."""
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


@lru_cache(maxsize=1024)
def _hairline(rgba: int, width: float) -> QPen:
    pen = QPen(QColor.fromRgba(rgba), width)
    pen.setCosmetic(True)
    return pen


def hairline(color: QColor, width: float = 1.0) -> QPen:
    """A pen of so many screen pixels at every zoom."""
    return _hairline(color.rgba(), width)


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """A colour between two, at a share of the way."""
    pairs = zip(first.getRgb(), second.getRgb(), strict=True)  # type: ignore[call-overload]
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))
