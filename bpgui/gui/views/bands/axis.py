"""Axes with the marks a band has chosen, in the theme's type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from bpgui.gui import theme
from bpgui.gui.views.bands.band import Mark
from bpgui.gui.views.kit import ink

_ALIGN = {"left": ink.RIGHT, "right": ink.LEFT, "bottom": ink.CENTER}


@dataclass(frozen=True)
class _Look:
    """What an axis shows: its marks and the frame they belong to."""

    marks: tuple[Mark, ...] = ()
    frame: QRectF = field(default_factory=QRectF)
    palette: theme.Palette | None = None


class Axis(pg.AxisItem):
    """Words beside a frame, and hairlines through it; everything in pixels on the surface."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._look = _Look()
        #: Pixels between the frame and the words.
        self.gap = 6 if side == "right" else 8

    def show_marks(self, marks: list[Mark], frame: QRectF) -> None:
        """Show these from now on."""
        look = _Look(tuple(marks), frame, theme.current())
        if look != self._look:
            self._look = look
            self.update()

    @property
    def words(self) -> list[str]:
        """What stands at the axis."""
        return [mark.words for mark in self._look.marks if mark.words]

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.scenePos())
        painter.setFont(theme.caption())
        for mark in self._look.marks:
            if mark.line is not None:
                self._rule(painter, mark.at, mark.line)
            if mark.span:
                bar = QRectF(self._look.frame.left() - 4, mark.at - mark.span / 2, 3, mark.span)
                painter.fillRect(bar, theme.current().color("accent"))
            if mark.words:
                self._write(painter, mark)

    def _rule(self, painter: QPainter, at: float, color: QColor) -> None:
        frame = self._look.frame
        if self.orientation == "bottom":
            ink.down(painter, at, frame.bottom() + 2, frame.bottom() + 5, color)
        else:
            ink.across(painter, at, frame.left(), frame.right(), color)

    def _write(self, painter: QPainter, mark: Mark) -> None:
        frame = self._look.frame
        if self.orientation == "left":
            rect = QRectF(0, mark.at - 8, frame.left() - self.gap, 16)
        elif self.orientation == "right":
            rect = QRectF(frame.right() + self.gap, mark.at - 8, 56, 16)
        else:
            rect = QRectF(mark.at - 50, frame.bottom() + 5, 100, 16)
        if mark.strong:
            painter.setFont(theme.caption(QFont.Weight.DemiBold))
        ink.text(painter, rect, mark.words, mark.color, _ALIGN[self.orientation])
        if mark.strong:
            painter.setFont(theme.caption())
