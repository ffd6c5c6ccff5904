"""The loss band: loss, accuracy or learning rate over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from bpgui.gui import theme
from bpgui.gui.format import number, percent
from bpgui.gui.history import History
from bpgui.gui.runs.past import Past
from bpgui.gui.views.bands.band import Band, Mark, Reading
from bpgui.gui.views.bands.curves import (
    Curve,
    accuracy_curves,
    epoch_loss_curves,
    loss_curves,
    rate_curves,
)
from bpgui.gui.views.bands.others import Other, Others, comparable
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.scale import Scale

if TYPE_CHECKING:
    from bpgui.gui.views.bands.plot import Plot

METRICS = ("loss", "accuracy", "rate")
#: No metric has more curves.
_CURVES = 2


class LossBand(Band):
    """Curves of one metric. `log`: its axis; `smoothing` in [0, 1): the weight of what came
    before."""

    share = 1.25

    def __init__(self) -> None:
        super().__init__()
        self.metric = "loss"
        self.log = True
        self.smoothing = 0.6
        #: The training loss as it is measured after epochs, rather than that of every step.
        self.by_epoch = False
        #: "accuracy" as a share of rows; False: R2.
        self.classifies = True
        self._fixed: tuple[float, float] | None = None
        self._y = Scale(0.0, 1.0, 1.0, 0.0)
        self._curves: list[Curve] = []
        #: The axis reaches over the longest run there is to be seen, however short this one is.
        self.all_runs = False
        #: Past runs to be seen beside this one.
        self.pasts: tuple[Past, ...] = ()
        self._others: list[Other] = []

    def begin(self, history: History) -> None:
        super().begin(history)
        self._fixed, self._curves, self._others = None, [], []

    def show_metric(self, metric: str) -> None:
        """Show one of METRICS."""
        self.metric, self._fixed = metric, None

    def zoom(self, top: float, bottom: float) -> None:
        self._fixed = self._y.value(bottom), self._y.value(top)

    def unzoom(self) -> None:
        self._fixed = None

    @property
    def zoomed(self) -> bool:
        return self._fixed is not None

    @property
    def curves(self) -> list[Curve]:
        """What was painted last."""
        return self._curves

    @property
    def others(self) -> list[Other]:
        """The past runs that were painted last."""
        return self._others

    @property
    def last(self) -> int:
        """The last step of what is shown: of this run, and of longer ones where they leave it
        half of the axis or `all_runs` are asked for."""
        here, longest = self.history.last, self._longest
        begun = here > self.history.first
        return longest if self.all_runs or not begun or longest <= 2 * here else here

    @property
    def crowded(self) -> bool:
        """Whether another run is so long that this one would be lost beside it."""
        here = self.history.last
        return here > self.history.first and self._longest > 2 * here

    @property
    def _longest(self) -> int:
        pasts = comparable(self.pasts, self.history, self.classifies)
        return max([self.history.last, *(past.steps for past in pasts)])

    # -- drawing -------------------------------------------------------------------------------

    def build(self, plot: Plot) -> None:
        self._plot = plot
        self._areas = [plot.area() for _ in range(_CURVES)]
        self._singles = [plot.line() for _ in range(_CURVES)]
        self._lines = [plot.line() for _ in range(_CURVES)]
        self._dots = plot.points()
        self._cursor = plot.points()
        self._behind = Others(plot)

    def draw(self, frame: QRectF, x: Scale) -> None:
        width = max(int(frame.width()), 2)
        self._curves = list(self._read(self.history, x.low, x.high, width))
        self._others = [
            Other(past, tuple(self._read(past.history, x.low, x.high, width // 2)))
            for past in comparable(self.pasts, self.history, self.classifies)
        ]
        low, high, log = self._limits()
        self._y = Scale(low, high, frame.bottom(), frame.top() + 4, log)
        self._plot.show_heights(self._y, frame)
        self._plot.left.show_marks(self._grid(frame), frame)
        self._plot.right.show_marks(self._ends(frame, x), frame)
        for index in range(_CURVES):
            curve = self._curves[index] if index < len(self._curves) else None
            self._draw_spread(index, curve, x)
            self._draw_line(index, curve)
        self._draw_dots()
        self._behind.draw(self._others, self._y)

    def _grid(self, frame: QRectF) -> list[Mark]:
        palette, y = theme.current(), self._y
        most = max(int(frame.height() / 28), 2)
        marks = ticks.log(y.low, y.high, most) if y.log else ticks.linear(y.low, y.high, most)
        muted, line = palette.color("muted"), palette.color("line")
        return [Mark(round(y.pixel(mark)), self._tick(mark), muted, line) for mark in marks]

    def _draw_spread(self, index: int, curve: Curve | None, x: Scale) -> None:
        """The values behind the line: faintly a line if they are single ones, else their band."""
        area, single, palette = self._areas[index], self._singles[index], theme.current()
        if curve is None or curve.low is None or curve.raw:
            area.clear()
        if curve is None or curve.low is None or not curve.raw:
            single.clear()
        if curve is None or curve.low is None or curve.high is None:
            return
        low, high = self._y.places(curve.low), self._y.places(curve.high)
        if curve.raw:
            single.draw(curve.at, low, palette.color(curve.role, 0.35))
        else:
            area.draw(x, curve.at, low, high, palette.color(curve.role, 0.14))

    def _draw_line(self, index: int, curve: Curve | None) -> None:
        if curve is None:
            self._lines[index].clear()
            return
        color = theme.current().color(curve.role)
        self._lines[index].draw(curve.at, self._y.places(curve.values), color)

    def _draw_dots(self) -> None:
        """Points that stand alone, all of them where they are few, and the ends of some."""
        places: list[tuple[float, float]] = []
        colors, sizes = [], []
        for curve in self._curves:
            good = np.isfinite(curve.values)
            shown = good.copy() if curve.dots else ink.lone(good)
            if curve.disc and len(good):
                shown[-1] = good[-1]
            for row in np.flatnonzero(shown):
                places.append((float(curve.at[row]), float(self._y.places(curve.values[row]))))
                colors.append(theme.current().color(curve.role))
                sizes.append(4.0 if curve.dots or curve.disc else 3.0)
        self._dots.draw(places, sizes, colors)

    def _ends(self, frame: QRectF, x: Scale) -> list[Mark]:
        """The newest values beside the ends of their curves, kept apart."""
        ends: list[tuple[float, float, str]] = []
        for curve in self._curves:
            value = curve.value(None)
            if value is not None and x.pixel(curve.at[-1]) > frame.center().x():
                at = float(np.clip(self._y.pixel(value), frame.top() + 4, frame.bottom() - 4))
                ends.append((at, value, curve.role))
        ends.sort()
        places = [at for at, _, _ in ends]
        for index in range(1, len(places)):
            places[index] = max(places[index], places[index - 1] + 14)
        over = max(places[-1] - frame.bottom() + 4, 0.0) if places else 0.0
        return [
            Mark(at - over, self._word(value), theme.current().color(role))
            for at, (_, value, role) in zip(places, ends, strict=True)
        ]

    def point(self, cursor: float | None, y: float) -> None:
        places, colors = [], []
        palette = theme.current()
        seen = [(curve, palette.color(curve.role)) for curve in self._curves]
        reached = [other for other in self._others if other.reaches(cursor)]
        seen += [(curve, other.color) for other in reached for curve in other.curves]
        for curve, color in seen if cursor is not None else ():
            row, value = curve.row(cursor), curve.value(cursor)
            if row is not None and value is not None:
                places.append((float(curve.at[row]), float(self._y.places(value))))
                colors.append(color)
        self._cursor.draw(places, 7.0, colors, ink.pen(theme.current().panel, 1.5))

    def readings(self, cursor: float | None, y: float) -> list[Reading]:
        palette = theme.current()
        made = []
        for curve in self._curves:
            value = curve.value(cursor)
            words = self._word(value) if value is not None and cursor is not None else ""
            color = palette.color(curve.role)
            made.append(Reading(curve.label, color, words, disc=curve.disc, hint=curve.hint))
        return [*made, *(other.reading(cursor, self._word) for other in self._others)]

    # -- numbers -------------------------------------------------------------------------------

    def _read(self, history: History, first: float, last: float, width: int) -> Iterator[Curve]:
        if self.metric == "accuracy":
            return accuracy_curves(history, first, last, width)
        if self.metric == "rate":
            return rate_curves(history, first, last, width)
        if self.by_epoch:
            return epoch_loss_curves(history, first, last, width)
        return loss_curves(history, first, last, width, self.smoothing)

    def _limits(self) -> tuple[float, float, bool]:
        """The ends of the axis, and whether it is logarithmic."""
        log = self.log and self.metric != "accuracy"
        if self._fixed is not None:
            return (*self._fixed, log)
        curves = [*self._curves, *(curve for other in self._others for curve in other.curves)]
        values = np.concatenate([curve.values for curve in curves] or [np.zeros(0)])
        values = values[np.isfinite(values)]
        if log:
            values = values[values > 0]
        if not len(values):
            return (0.01, 1.0, True) if log else (0.0, 1.0, False)
        low, high = float(values.min()), float(values.max())
        if self.metric == "accuracy":
            high = 1.0
            low = max(low, -1.0)
        elif not log:
            low = min(low, 0.0)
        return (*ticks.nice_range(low, high, log), log)

    def _tick(self, value: float) -> str:
        if self.metric == "accuracy" and self.classifies:
            return f"{ticks.word(round(100 * value, 6))} %"
        return ticks.word(value)

    def _word(self, value: float) -> str:
        if self.metric == "accuracy" and self.classifies:
            return percent(value)
        return number(value, 3)
