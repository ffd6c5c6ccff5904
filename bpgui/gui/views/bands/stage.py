"""The stage: the surface on which the plots of all bands lie, and what lies over them.

Imported when the first plot is needed, not before: see `ink.pyqtgraph`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.views.bands.band import Band, Mark
from bpgui.gui.views.bands.overlay import Overlay
from bpgui.gui.views.bands.plot import Plot, Surface
from bpgui.gui.views.kit.scale import Scale


class Stage:
    """Covers a widget, which has the mouse. before: called when it is about to be painted."""

    def __init__(self, widget: QWidget, bands: Sequence[Band], before: Callable[[], None]) -> None:
        self._bands = bands
        self._surface = Surface(widget, before)
        self.plots: list[Plot] = []
        self.fit(widget)
        for band in bands:
            plot = Plot(band.lines_above)
            self._surface.addItem(plot)
            if self.plots:
                plot.setXLink(self.plots[0])
            self.plots.append(plot)
            band.build(plot)
        self.overlay = Overlay(self._surface)
        self._surface.lower()
        self._surface.show()

    @property
    def took(self) -> float:
        """Seconds the longest painting has taken since it was last drawn."""
        return self._surface.took

    def fit(self, widget: QWidget) -> None:
        """Be as large as the widget."""
        self._surface.setGeometry(widget.rect())

    def draw(
        self,
        frames: Sequence[QRectF],
        scale: Scale,
        marks: list[Mark],
        moments: Mapping[str, float | None],
    ) -> None:
        """Draw every band in its frame, the marks of the axis below the last one, and lines at
        moments, pixels by name."""
        self._surface.setBackground(theme.current().color("panel"))
        self._surface.took = 0.0
        last = self.plots[-1]
        for plot, frame in zip(self.plots, frames, strict=True):
            plot.place(frame, plot is last)
        self.plots[0].show_steps(scale)
        for band, frame in zip(self._bands, frames, strict=True):
            band.draw(frame, scale)
        last.bottom.show_marks(marks, frames[-1])
        self.overlay.show_moments(moments, frames[0].united(frames[-1]))
