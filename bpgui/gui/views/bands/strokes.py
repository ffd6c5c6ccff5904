"""Strokes: what bands are drawn with, in pyqtgraph's items.

Arrays come decimated, a point or two a pixel, so none of pyqtgraph's own thinning is used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPen

from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.scale import Scale

Floats = NDArray[np.floating[Any]]
#: How many heights of the frame a line may leave it: beyond, the raster engine's numbers run over.
_FAR = 50.0


class Line(pg.PlotCurveItem):
    """A hairline through points, broken where one is not finite."""

    def __init__(self) -> None:
        super().__init__(antialias=True)
        self._look: tuple[QColor, tuple[float, ...]] | None = None

    def draw(self, x: Floats, y: Floats, color: QColor, dashes: tuple[float, ...] = ()) -> None:
        """Go through (x, y), in the axes' units; dashes: strokes and gaps, in widths."""
        if (color, dashes) != self._look:
            self._look = color, dashes
            self.setPen(ink.pen(color, dashes=dashes))
        good = np.isfinite(x) & np.isfinite(y)
        if not good.any():
            self.clear()
            return
        whole = bool(good.all())
        low, high = self.getViewBox().viewRange()[1]
        room = _FAR * (high - low)
        y = np.where(good, np.clip(y, low - room, high + room), np.nan)
        self.setData(x, y, connect="all" if whole else "finite", skipFiniteCheck=whole)


class Area(pg.BarGraphItem):
    """The area between two lines, a bar for every column of pixels.

    A polygon of as many corners takes three times as long to fill, and as long again to make.
    """

    def __init__(self) -> None:
        none = np.zeros(0)
        super().__init__(x0=none, x1=none, y0=none, y1=none, pen=QPen(ink.NO_PEN), brush=QColor())
        self._empty = True

    def draw(self, x: Scale, at: Floats, low: Floats, high: Floats, color: QColor) -> None:
        """Fill from `low` to `high` at `at`, in the axes' units; `x` is the scale of steps."""
        good = np.isfinite(at) & np.isfinite(low) & np.isfinite(high)
        at, low, high = at[good], low[good], high[good]
        pixels = x.pixels(at)
        left = max(int(pixels[0]), int(x.start)) if len(at) > 1 else 0
        right = min(int(pixels[-1]) + 1, int(x.stop)) if len(at) > 1 else 0
        if right <= left:
            self.clear()
            return
        edges = x.low + (np.arange(left, right + 1) - x.start) * (x.high - x.low) / (
            x.stop - x.start
        )
        middle = (edges[1:] + edges[:-1]) / 2
        y0, y1 = np.interp(middle, at, low), np.interp(middle, at, high)
        self.setOpts(x0=edges[:-1], x1=edges[1:], y0=y0, y1=y1, brush=color)
        self._empty = False

    def clear(self) -> None:
        """Be nothing."""
        if not self._empty:
            none = np.zeros(0)
            self.setOpts(x0=none, x1=none, y0=none, y1=none)
            self._empty = True


class Points(pg.ScatterPlotItem):
    """Discs."""

    def __init__(self) -> None:
        super().__init__(pen=None, antialias=True)
        self._count = 0

    def draw(
        self,
        places: list[tuple[float, float]],
        sizes: float | list[float],
        colors: list[QColor],
        edge: QPen | None = None,
    ) -> None:
        """One at every place, in the axes' units, so many pixels wide."""
        if not places and not self._count:
            return
        self._count = len(places)
        x, y = np.array(places, np.float64).reshape(-1, 2).T
        brushes = [QBrush(color) for color in colors]
        self.setData(x=x, y=y, size=sizes, brush=brushes, pen=edge)


class Heat(pg.ImageItem):
    """A picture from the numbers of colours, uint8 (rows, columns), the first row at the lower
    end of the axis."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major", levels=None)
        self._colors: Any = None
        self._place = QRectF()

    def draw(self, numbers: NDArray[np.uint8], place: QRectF, colors: NDArray[np.uint8]) -> None:
        """Fill `place` with them; colors (256, 4) is the table, RGBA."""
        if colors is not self._colors:
            self._colors = colors
            self.setLookupTable(colors, update=False)
        resized = self.image is None or self.image.shape != numbers.shape
        self.setImage(numbers, autoLevels=False)
        if resized or place != self._place:
            self._place = place
            self.setRect(place)
