"""The icons: own SVG files of assets/icons, tinted with a role of the live palette.

An icon keeps its name and role, not its colour: it is drawn anew for every size, resolution and
theme, so nobody sets icons again when the theme changes.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from bpgui.gui.theme import live
from bpgui.resources import asset


def icon(name: str, role: str = "text") -> QIcon:
    """The icon `name` in the colour of `role`; grey when its action is disabled."""
    _source(name)
    return QIcon(_TintedEngine(name, role))


def app_icon() -> QIcon:
    """The program's own sign."""
    return QIcon(str(asset("icons/bpgui.svg")))


def pixmap(name: str, role: str = "text", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon as a square picture of `size` pixels, for a screen with `ratio` dots a pixel."""
    return _drawn(name, getattr(live.current(), role), size, size, ratio)


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Draw the icon into `rect` in the colour "#rrggbb"."""
    _renderer(name, color).render(painter, rect)


class _TintedEngine(QIconEngine):
    """Draws one icon in the colour its role has at that moment."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, QRectF(rect), self._name, self._color(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return _drawn(self._name, self._color(mode), size.width(), size.height(), scale)

    def _color(self, mode: QIcon.Mode) -> str:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        return str(getattr(live.current(), role))


@lru_cache(maxsize=512)
def _drawn(name: str, color: str, width: int, height: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(width * ratio), round(height * ratio))
    if picture.isNull():  # a button that has no room yet
        return picture
    picture.fill(Qt.GlobalColor.transparent)
    side = min(picture.width(), picture.height())
    square = QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
    painter = QPainter(picture)
    paint_icon(painter, square, name, color)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


@cache
def _source(name: str) -> str:
    return asset(f"icons/{name}.svg").read_text(encoding="utf-8")
