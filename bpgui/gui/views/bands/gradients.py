"""The gradient band: a heat map of |dL/dtheta|, a row a parameter tensor, over the same steps as
the loss."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from bpgui.gui import theme
from bpgui.gui.batch import RunInfo
from bpgui.gui.format import number
from bpgui.gui.history import ZERO, History
from bpgui.gui.track import Spans
from bpgui.gui.views.bands.band import Band, Mark, Reading
from bpgui.gui.views.bands.loss import ROWS
from bpgui.gui.views.bands.names import short
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.view import Table

if TYPE_CHECKING:
    from bpgui.gui.views.bands.plot import Plot

#: Rows are at most so high, and have their names from so high on.
TALLEST, NAMED = 26, 11
_LABELS = 150
Weight = QFont.Weight
#: The last two of the 256 colours: a gradient that is exactly zero, and one that is no number.
_COLORS, _NONE, _BROKEN = 254, 254, 255
#: All the others, the highest first.
_RAMP = np.arange(_COLORS - 1, -1, -1, dtype=np.uint8)[:, None]


class GradientBand(Band):
    """Colours are fixed to whole powers of ten, and change only when a gradient leaves them."""

    share = 1.0
    lines_above = True

    def __init__(self) -> None:
        super().__init__()
        self.info: RunInfo | None = None
        self.selection: frozenset[int] = frozenset()
        self._names: list[str] = []
        self._levels = (-6, 0)
        self._frame = QRectF()
        self._spans: Spans | None = None

    def show_run(self, info: RunInfo | None) -> None:
        """The tensors of this run."""
        self.info = info
        self._names = [short(name) for name in info.tensors] if info is not None else []
        self._levels = (-6, 0)
        self._spans = None

    def begin(self, history: History) -> None:
        super().begin(history)
        self._spans = None

    def left_margin(self) -> float:
        metrics = QFontMetricsF(theme.caption())
        widths = [metrics.horizontalAdvance(name) for name in self._names]
        return min(max([*widths, 28.0]), _LABELS) + 16

    def fitting(self, height: float) -> float:
        return min(height, max(len(self._names), 1) * TALLEST)

    # -- drawing -------------------------------------------------------------------------------

    def build(self, plot: Plot) -> None:
        self._plot = plot
        self._heat, self._bar, self._box = plot.heat(), plot.heat(beside=True), plot.box()
        plot.right.gap = 24

    def draw(self, frame: QRectF, x: Scale) -> None:
        self._frame = frame
        palette = theme.current()
        self._plot.back(palette, "field")
        self._plot.show_heights(Scale(0.0, self._count, frame.top(), frame.bottom()), frame)
        self._spans = self.history.norms(x.low, x.high, max(int(frame.width()), 1))
        seen = len(self._spans) > 0 and bool(self._names)
        if seen:
            self._levels = levels(self._spans, self._levels)
            self._draw_heat(self._spans)
        self._heat.setVisible(seen)
        self._plot.left.show_marks([*self._parts(frame), *self._labels(frame)], frame)
        self._draw_bar(frame)

    @property
    def _count(self) -> int:
        return max(len(self._names), 1)

    def _draw_heat(self, spans: Spans) -> None:
        # Every column is as wide as the widest span; the outer ones may have begun before, or not
        # be full yet.
        length = int((spans.last - spans.first).max()) + 1
        first = int(spans.first[1]) - length if len(spans) > 1 else int(spans.first[0])
        place = QRectF(first - 1, 0, length * len(spans), self._count)
        self._heat.draw(indices(spans.mean.T, self._levels), place, _table(theme.current()))

    def _labels(self, frame: QRectF) -> list[Mark]:
        """A name a row; a name a node where rows are low; only of what is chosen where all are."""
        palette, each = theme.current(), frame.height() / self._count
        made = []
        for name, node, first, count in self._rows() if each >= NAMED else self._nodes():
            chosen, height = node in self.selection, count * each
            if height < NAMED and not chosen:
                continue
            metrics = QFontMetricsF(theme.caption(Weight.DemiBold if chosen else Weight.Normal))
            words = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, frame.left() - 12)
            color = palette.color("text" if chosen else "muted")
            at, span = frame.top() + first * each + height / 2, height if chosen else 0.0
            made.append(Mark(at, words, color, strong=chosen, span=span))
        return made

    def _rows(self) -> list[tuple[str, int, int, int]]:
        """Every row: its name, its node, its number, and that it is one."""
        nodes = self.info.tensor_nodes if self.info is not None else ()
        pairs = enumerate(zip(self._names, nodes, strict=False))
        return [(name, node, row, 1) for row, (name, node) in pairs]

    def _nodes(self) -> list[tuple[str, int, int, int]]:
        """Every node: its name, itself, its first row, and how many it has."""
        if self.info is None:
            return []
        made = []
        for node, rows in groupby(enumerate(self.info.tensor_nodes), key=itemgetter(1)):
            first, *others = [row for row, _ in rows]
            name = self.info.tensors[first].rpartition("/")[0]
            made.append((name, node, first, 1 + len(others)))
        return made

    def _parts(self, frame: QRectF) -> list[Mark]:
        """A thin line between the tensors of one node and of the next, where there is room."""
        nodes = self.info.tensor_nodes if self.info is not None else ()
        height, color = frame.height() / self._count, theme.current().color("panel")
        if height < 6:
            return []
        starts = [row for row in range(1, len(nodes)) if nodes[row] != nodes[row - 1]]
        return [Mark(frame.top() + row * height, "", color, color) for row in starts]

    def _draw_bar(self, frame: QRectF) -> None:
        """The colour bar, and the powers of ten its colours stand for."""
        palette, (low, high) = theme.current(), self._levels
        bar = QRectF(frame.right() + 10, frame.top(), 10, frame.height())
        self._bar.draw(_RAMP, self._plot.mapRectFromScene(bar), _table(palette))
        most = max(int(bar.height() / 16), 2)
        every = max(-(-(high - low) // max(most - 1, 1)), 1)
        marks = []
        for power in range(high, low - 1, -every):
            at = bar.bottom() - (power - low) / (high - low) * bar.height()
            at = min(max(at, bar.top() + 5), bar.bottom() - 5)
            marks.append(Mark(at, f"1e{power}" if power else "1", palette.color("muted")))
        self._plot.right.show_marks(marks, frame)

    def point(self, cursor: float | None, y: float) -> None:
        row = self._row(y) if cursor is not None else None
        self._box.setVisible(row is not None)
        if row is None:
            return
        frame, height = self._frame, self._frame.height() / self._count
        box = QRectF(frame.left(), frame.top() + row * height, frame.width(), height)
        self._box.setPen(ink.pen(theme.current().text))
        self._box.setRect(box.adjusted(-0.5, 0.5, 0.5, -0.5))

    # -- numbers -------------------------------------------------------------------------------

    def readings(self, cursor: float | None, y: float) -> list[Reading]:
        row = self._row(y)
        if cursor is None or row is None or self._spans is None:
            return [Reading("L2 norm per tensor", theme.current().color("muted"), sign="")]
        at = self._spans.at(cursor)
        if at is None:
            return []
        steps = int(self._spans.last[at] - self._spans.first[at]) + 1
        value = word(float(self._spans.mean[at, row]))
        if steps > 1:
            value += f", at most {word(float(self._spans.high[at, row]))} in {steps:,} steps"
        return [Reading(self._names[row], theme.current().color("muted"), value, sign="")]

    def click(self, y: float) -> int | None:
        row = self._row(y)
        return None if row is None or self.info is None else self.info.tensor_nodes[row]

    def _row(self, y: float) -> int | None:
        frame = self._frame
        if not self._names or not frame.top() <= y < frame.bottom():
            return None
        return min(int((y - frame.top()) / frame.height() * len(self._names)), len(self._names) - 1)

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        yield Table("gradient norms", self._norms)

    def _norms(self) -> tuple[list[str], list[list[Any]]]:
        """|dL/dtheta| of every step, or the geometric mean of as many together as there is room
        for."""
        spans = self.history.norms(self.history.first, self.history.last, ROWS)
        tensors = self.info.tensors if self.info is not None else ()
        values = np.where(spans.mean <= ZERO, 0.0, 10.0**spans.mean)
        steps = np.column_stack([spans.first, spans.last])
        rows = [[*map(int, s), *v.tolist()] for s, v in zip(steps, values, strict=True)]
        return ["first_step", "last_step", *tensors], rows


def levels(spans: Spans, now: tuple[int, int]) -> tuple[int, int]:
    """The powers of ten between which nearly all values lie, if they have left those of `now`."""
    seen = spans.mean[np.isfinite(spans.mean) & (spans.mean > ZERO)]
    if not len(seen):
        return now
    low, high = math.floor(float(np.quantile(seen, 0.002))), math.ceil(float(seen.max()))
    low, high = max(low, high - 16), max(high, low + 1)
    fits = now[0] <= low and high <= now[1]
    # Wider at once, narrower only when much of it has become useless.
    if fits and (now[1] - now[0]) - (high - low) <= 3:
        return now
    return low, high


def indices(logs: NDArray[Any], between: tuple[int, int]) -> NDArray[np.uint8]:
    """The colours of log10 norms, uint8: 0 to 253 between two powers of ten, 254 for zero, 255 for
    no number."""
    low, high = between
    with np.errstate(invalid="ignore", over="ignore"):
        place = np.clip((logs - low) * ((_COLORS - 1) / (high - low)), 0, _COLORS - 1)
        made = np.where(np.isfinite(logs), place, _BROKEN).astype(np.uint8)
    made[logs <= ZERO] = _NONE
    return made


def word(log: float) -> str:
    """A norm from its logarithm."""
    return "0" if log <= ZERO else number(10.0**log if math.isfinite(log) and log < 300 else log)


@lru_cache(maxsize=4)
def _table(palette: theme.Palette) -> NDArray[np.uint8]:
    """RGBA of the 256 colours."""
    made = np.empty((256, 4), np.uint8)
    made[:_COLORS] = theme.viridis()[np.linspace(0, 255, _COLORS).round().astype(int)]
    for place, role in ((_NONE, "line"), (_BROKEN, "bad")):
        color = palette.color(role)
        made[place] = color.red(), color.green(), color.blue(), 255
    return made
