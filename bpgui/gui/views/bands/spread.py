"""A band of quantiles over time: how the numbers of one tensor, or of one layer, are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PySide6.QtCore import QRectF

from bpgui.gui import theme
from bpgui.gui.format import count, number
from bpgui.gui.spread import QUANTILES, Floats
from bpgui.gui.views.bands.band import WORDS, Band, Mark, Reading
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.scale import Scale

if TYPE_CHECKING:
    from bpgui.gui.views.bands.plot import Plot

#: Pairs of quantiles around the median, the widest first, and how strong each is.
_BANDS = ((0, 6, 0.10), (1, 5, 0.18), (2, 4, 0.28))
_MEDIAN = 3


#: The heads of the columns of its numbers in a file.
SPREAD_HEAD = ["step", *(f"{100 * share:g} %" for share in QUANTILES), "not finite"]


class SpreadBand(Band):
    """The median as a line, and around it where 68 %, 95 % and all of the numbers lie."""

    heading = WORDS

    def __init__(
        self, name: str, kind: Literal["values", "gradients", "activations"], index: int
    ) -> None:
        super().__init__()
        self.name, self.kind, self.index = name, kind, index
        #: Say what is what where no cursor is.
        self.explains = False
        self._steps = np.zeros(0)
        self._rows: Floats = np.zeros((0, len(QUANTILES)), np.float32)
        self._broken = np.zeros(0, np.int64)
        self._y = Scale(-1.0, 1.0, 1.0, 0.0)

    def left_margin(self) -> float:
        return 56.0

    def build(self, plot: Plot) -> None:
        self._plot = plot
        self._areas = [plot.area() for _ in _BANDS]
        self._line = plot.line()
        self._gaps = plot.points()
        self._cursor = plot.points()

    def draw(self, frame: QRectF, x: Scale) -> None:
        self._read()
        self._y = self._scale(frame, x)
        self._plot.show_heights(self._y, frame)
        self._plot.left.show_marks(self._grid(frame), frame)
        self._plot.right.show_marks(self._end(), frame)
        role, palette = self._role, theme.current()
        for area, (low, high, strength) in zip(self._areas, _BANDS, strict=True):
            color = palette.color(role, strength)
            area.draw(x, self._steps, self._rows[:, low], self._rows[:, high], color)
        self._line.draw(self._steps, self._rows[:, _MEDIAN], palette.color(role))
        self._mark_broken(x)

    def _mark_broken(self, x: Scale) -> None:
        """Discs along the lower edge where some numbers are not finite: no band can show them."""
        seen = (self._broken > 0) & (self._steps >= x.low) & (self._steps <= x.high)
        places = [(float(step), self._y.low) for step in self._steps[seen]]
        self._gaps.draw(places, 5.0, [theme.current().color("bad")] * len(places))

    @property
    def _role(self) -> str:
        return "sequence" if self.kind == "activations" else "accent"

    def _end(self) -> list[Mark]:
        """The newest median beside the end of its line."""
        newest = float(self._rows[-1, _MEDIAN]) if len(self._rows) else float("nan")
        if not np.isfinite(newest):
            return []
        return [Mark(self._y.pixel(newest), number(newest, 3), theme.current().color(self._role))]

    def _read(self) -> None:
        spreads = self.history.spreads
        self._steps = spreads.steps()
        if self.kind == "activations":
            self._rows = spreads.of_node(self.index)
        else:
            self._rows = spreads.of_tensor(self.kind, self.index)
        self._steps = self._steps[: len(self._rows)]
        self._broken = spreads.broken(self.kind, self.index)[: len(self._rows)]

    def _scale(self, frame: QRectF, x: Scale) -> Scale:
        seen = self._rows[(self._steps >= x.low) & (self._steps <= x.high)]
        seen = seen[np.isfinite(seen).all(axis=1)]
        low, high = (float(seen.min()), float(seen.max())) if len(seen) else (-1.0, 1.0)
        return Scale(*ticks.nice_range(low, high, False), frame.bottom(), frame.top() + 2)

    def _grid(self, frame: QRectF) -> list[Mark]:
        palette, y = theme.current(), self._y
        muted, line = palette.color("muted"), palette.color("line")
        marks = ticks.linear(y.low, y.high, max(int(frame.height() / 20), 2))
        return [Mark(y.pixel(mark), ticks.word(mark), muted, line) for mark in marks]

    def point(self, cursor: float | None, y: float) -> None:
        palette, row = theme.current(), self._row(cursor) if cursor is not None else None
        shown = row is not None and bool(np.isfinite(self._rows[row, _MEDIAN]))
        places = [(float(self._steps[row]), float(self._rows[row, _MEDIAN]))] if shown else []
        edge = ink.pen(palette.panel, 1.5)
        self._cursor.draw(places, 7.0, [palette.color("text")] * len(places), edge)

    def readings(self, cursor: float | None, y: float) -> list[Reading]:
        muted = theme.current().color("muted")
        row = self._row(cursor) if cursor is not None else len(self._rows) - 1
        broken = int(self._broken[row]) if row is not None and row >= 0 else 0
        if broken:
            words = f"{count(broken)} not finite"
            return [Reading(words, theme.current().color("bad"))]
        if row is None or cursor is None:
            said = "median, and where 68 %, 95 % and all lie"
            return [Reading(said, muted, sign=False)] if self.explains else []
        values = [float(value) for value in self._rows[row]]
        if not np.isfinite(values).all():
            return [Reading("nothing there", muted, sign=False)]
        low, inner, _, median, _, outer, high = (number(value, 3) for value in values)
        words = f"{low} … {inner} … {median} … {outer} … {high}"
        return [Reading("all, 95 %, median", muted, words, sign=False)]

    def _row(self, step: float) -> int | None:
        if not len(self._steps):
            return None
        return int(np.abs(self._steps - step).argmin())

    def numbers(self) -> list[list[Any]]:
        """A line a moment; see SPREAD_HEAD."""
        lines: list[list[Any]] = np.column_stack([self._steps, self._rows, self._broken]).tolist()
        return lines
