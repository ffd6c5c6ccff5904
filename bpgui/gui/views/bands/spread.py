"""A band of quantiles over time: how the numbers of one tensor, or of one layer, are spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from bpgui.gui import theme
from bpgui.gui.format import number
from bpgui.gui.spread import QUANTILES, Floats
from bpgui.gui.views.bands.band import Band, Reading
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.view import Table

#: Pairs of quantiles around the median, the widest first, and how strong each is.
_BANDS = ((0, 6, 0.10), (1, 5, 0.18), (2, 4, 0.28))
_MEDIAN = 3


class SpreadBand(Band):
    """The median as a line, and around it where 68 %, 95 % and all of the numbers lie."""

    def __init__(
        self, name: str, kind: Literal["values", "gradients", "activations"], index: int
    ) -> None:
        super().__init__()
        self.name, self.kind, self.index = name, kind, index
        #: Say what is what where no cursor is.
        self.explains = False
        self._steps = np.zeros(0)
        self._rows: Floats = np.zeros((0, len(QUANTILES)), np.float32)
        self._y = Scale(-1.0, 1.0, 1.0, 0.0)

    def left_margin(self) -> float:
        return 56.0

    def paint(self, painter: QPainter, frame: QRectF, x: Scale) -> None:
        self._read()
        self._y = self._scale(frame, x)
        self._paint_grid(painter, frame)
        if not len(self._steps):
            return
        palette, at = theme.current(), x.pixels(self._steps)
        role = "sequence" if self.kind == "activations" else "accent"
        painter.setClipRect(frame.adjusted(0, -1, 2, 1))
        for low, high, strength in _BANDS:
            pixels = self._y.pixels(self._rows[:, low]), self._y.pixels(self._rows[:, high])
            ink.band(painter, frame, at, *pixels, palette.color(role, strength))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen(palette.color(role)))
        ink.polyline(painter, at, self._y.pixels(self._rows[:, _MEDIAN]))
        painter.setClipping(False)
        rect = QRectF(frame.right() + 6, self._y.pixel(float(self._rows[-1, _MEDIAN])) - 8, 54, 16)
        if np.isfinite(self._rows[-1, _MEDIAN]):
            ink.text(painter, rect, number(float(self._rows[-1, _MEDIAN]), 3), palette.color(role))

    def _read(self) -> None:
        spreads = self.history.spreads
        self._steps = spreads.steps()
        if self.kind == "activations":
            self._rows = spreads.of_node(self.index)
        else:
            self._rows = spreads.of_tensor(self.kind, self.index)
        self._steps = self._steps[: len(self._rows)]

    def _scale(self, frame: QRectF, x: Scale) -> Scale:
        seen = self._rows[(self._steps >= x.low) & (self._steps <= x.high)]
        seen = seen[np.isfinite(seen).all(axis=1)]
        low, high = (float(seen.min()), float(seen.max())) if len(seen) else (-1.0, 1.0)
        return Scale(*ticks.nice_range(low, high, False), frame.bottom(), frame.top() + 2)

    def _paint_grid(self, painter: QPainter, frame: QRectF) -> None:
        palette, y = theme.current(), self._y
        for mark in ticks.linear(y.low, y.high, max(int(frame.height() / 20), 2)):
            at = y.pixel(mark)
            ink.across(painter, at, frame.left(), frame.right(), palette.color("line"))
            rect = QRectF(0, at - 8, frame.left() - 8, 16)
            ink.text(painter, rect, ticks.word(mark), palette.muted, ink.RIGHT)

    def paint_cursor(
        self, painter: QPainter, frame: QRectF, x: Scale, cursor: float, y: float
    ) -> None:
        row = self._row(cursor)
        if row is None or not np.isfinite(self._rows[row, _MEDIAN]):
            return
        at = QPointF(x.pixel(self._steps[row]), self._y.pixel(float(self._rows[row, _MEDIAN])))
        painter.setPen(ink.pen(theme.current().panel, 1.5))
        painter.setBrush(theme.current().color("text"))
        painter.drawEllipse(at, 3.5, 3.5)

    def readings(self, cursor: float | None, y: float) -> list[Reading]:
        muted = theme.current().color("muted")
        row = self._row(cursor) if cursor is not None else None
        if row is None:
            return (
                []
                if not self.explains
                else [Reading("median, and where 68 %, 95 % and all lie", muted, sign="")]
            )
        values = [float(value) for value in self._rows[row]]
        if not np.isfinite(values).all():
            return [Reading("holds numbers that are not finite", muted, sign="")]
        low, inner, _, median, _, outer, high = (number(value, 3) for value in values)
        words = f"{low} … {inner} … {median} … {outer} … {high}"
        return [Reading("all, 95 %, median", muted, words, sign="")]

    def _row(self, step: float) -> int | None:
        if not len(self._steps):
            return None
        return int(np.abs(self._steps - step).argmin())

    def tables(self) -> Iterator[Table]:
        yield Table(f"{self.name} spread", self._numbers)

    def _numbers(self) -> tuple[list[str], list[list[Any]]]:
        head = ["step", *(f"{100 * share:g} %" for share in QUANTILES)]
        rows = np.column_stack([self._steps, self._rows]).tolist()
        return head, rows
