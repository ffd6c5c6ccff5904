"""Plots: what pyqtgraph draws of a band, and the surface all of them lie on.

Imported when the first plot is needed, not before: see `ink.pyqtgraph`.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from bpgui.gui import theme
from bpgui.gui.views.bands.axis import Axis
from bpgui.gui.views.bands.band import AXIS, RIGHT
from bpgui.gui.views.bands.strokes import Area, Heat, Line, Points
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.scale import Scale


class Surface(pg.GraphicsView):
    """All plots of a canvas, one pixel a unit. The canvas below it has the mouse and the keys.

    before: called when it is about to be painted. took: seconds the longest painting has taken
    since it was last set to zero.
    """

    def __init__(self, parent: QWidget, before: Callable[[], None]) -> None:
        self._before = before
        self.took = 0.0
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._before()
        begun = perf_counter()
        super().paintEvent(event)
        self.took = max(self.took, perf_counter() - begun)


class Plot(pg.PlotItem):
    """The plot of one band: its axes, and a view box that fills exactly the band's frame.

    Lines of the left axis are behind what is drawn, or before it if `lines_above`.
    """

    def __init__(self, lines_above: bool = False) -> None:
        self.left, self.right, self.bottom = Axis("left"), Axis("right"), Axis("bottom")
        axes = {"left": self.left, "right": self.right, "bottom": self.bottom}
        super().__init__(enableMenu=False, axisItems=axes)
        self.hideButtons()
        self.layout.setContentsMargins(0, 0, 0, 0)
        self.vb.setMouseEnabled(False, False)
        self.vb.disableAutoRange()
        self.left.setGrid(255)
        self.left.setZValue(1 if lines_above else -1000)
        self.right.setWidth(RIGHT)
        self.bottom.setHeight(AXIS)

    def place(self, frame: QRectF, last: bool) -> None:
        """Lie around a frame, pixels on the surface; the last plot has the axis of steps."""
        self.showAxis("bottom", last)
        self.left.setWidth(frame.left())
        below = AXIS if last else 0
        size = frame.left() + frame.width() + RIGHT, frame.height() + below
        self.setGeometry(QRectF(0, frame.top(), *size))
        self.layout.activate()

    def show_heights(self, y: Scale, frame: QRectF) -> None:
        """Let the frame reach over what the scale has at its edges."""
        low, high = sorted((y.place(frame.bottom()), y.place(frame.top())))
        self.vb.invertY(y.start < y.stop)
        self.vb.setYRange(low, high, padding=0)

    def show_steps(self, x: Scale) -> None:
        """Reach from step to step."""
        self.vb.setXRange(x.low, x.high, padding=0)

    def back(self, palette: theme.Palette, role: str) -> None:
        """Colour the frame; on light ground it has an edge."""
        self.vb.setBackgroundColor(palette.color(role))
        self.vb.setBorder(None if palette.is_dark else ink.pen(palette.line))

    # -- what is drawn in it -------------------------------------------------------------------

    def area(self) -> Area:
        """A new area between two lines."""
        return self._add(Area(), 10)

    def line(self, behind: bool = False) -> Line:
        """A new line, before the others or behind."""
        return self._add(Line(), 15 if behind else 20)

    def points(self) -> Points:
        """New points."""
        return self._add(Points(), 30)

    def heat(self, beside: bool = False) -> Heat:
        """A new picture, in the frame or `beside` it: then its place is in pixels."""
        made = Heat()
        if not beside:
            return self._add(made, 0)
        made.setParentItem(self)
        return made

    def box(self) -> QGraphicsRectItem:
        """A new rectangle, pixels on the surface, above everything."""
        made = QGraphicsRectItem()
        made.setZValue(50)
        made.setVisible(False)
        self.scene().addItem(made)
        return made

    def _add(self, item: Any, height: int) -> Any:
        item.setZValue(height)
        self.vb.addItem(item, ignoreBounds=True)
        return item
