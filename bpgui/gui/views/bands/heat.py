"""The heat band: a quantity of every parameter tensor, or of every layer, over the same steps as
the loss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from bpgui.gui import theme
from bpgui.gui.batch import RunInfo
from bpgui.gui.format import count
from bpgui.gui.history import History
from bpgui.gui.views.bands.band import Band, Mark, Reading
from bpgui.gui.views.bands.ledger import LINES
from bpgui.gui.views.bands.quantities import QUANTITIES, Quantity
from bpgui.gui.views.bands.rows import Block, Rows, by_node, singly
from bpgui.gui.views.bands.shades import BLANK, BROKEN, COLORS
from bpgui.gui.views.bands.sheets import Sheet
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.kit.table import Table

if TYPE_CHECKING:
    from bpgui.gui.views.bands.plot import Plot

#: Rows are at most so high, and have their names from so high on.
TALLEST, NAMED = 26, 11
_LABELS = 150
Weight = QFont.Weight
#: All colours that stand for values, the highest first.
_RAMP = np.arange(COLORS - 1, -1, -1, dtype=np.uint8)[:, None]


class HeatBand(Band):
    """One of QUANTITIES, a row a tensor or a layer, in the diagram's order."""

    share = 1.0
    lines_above = True

    def __init__(self) -> None:
        super().__init__()
        self.info: RunInfo | None = None
        self.selection: frozenset[int] = frozenset()
        self._frame = QRectF()
        self.show_quantity(QUANTITIES[0])

    def show_run(self, info: RunInfo | None) -> None:
        """The tensors and layers of this run."""
        self.info = info
        self.show_quantity(self.quantity)

    def show_quantity(self, quantity: Quantity) -> None:
        """Show this one from now on."""
        self.quantity, self.shades = quantity, quantity.shades()
        self.rows: Rows = quantity.rows(self.info) if self.info is not None else ()
        self._clear()

    def begin(self, history: History) -> None:
        super().begin(history)
        self._clear()

    def _clear(self) -> None:
        self.sheet: Sheet | None = None
        #: Rows with something that is not a number; and whether there is a zero, or nothing.
        self._broken, self._blank = 0, False

    def left_margin(self) -> float:
        metrics = QFontMetricsF(theme.caption())
        widths = [metrics.horizontalAdvance(row.name) for row in self.rows]
        return min(max([*widths, 28.0]), _LABELS) + 16

    def fitting(self, height: float) -> float:
        return min(height, self._count * TALLEST)

    # -- drawing -------------------------------------------------------------------------------

    def build(self, plot: Plot) -> None:
        self._plot = plot
        self._heat, self._bar, self._box = plot.heat(), plot.heat(beside=True), plot.box()
        plot.right.gap = 24

    def draw(self, frame: QRectF, x: Scale) -> None:
        self._frame = frame
        self._plot.back(theme.current(), "field")
        self._plot.show_heights(Scale(0.0, self._count, frame.top(), frame.bottom()), frame)
        width = max(int(frame.width()), 1)
        self.sheet = self.quantity.sheet(self.history, self.rows, x.low, x.high, width)
        if self.sheet is not None:
            self._draw_heat(self.sheet)
        self._heat.setVisible(self.sheet is not None)
        self._plot.left.show_marks([*self._parts(frame), *self._labels(frame)], frame)
        self._draw_bar(frame)

    @property
    def _count(self) -> int:
        return max(len(self.rows), 1)

    def _draw_heat(self, sheet: Sheet) -> None:
        values = sheet.values
        self.shades.fit(values)
        place = QRectF(sheet.first, 0, sheet.length * len(values), self._count)
        colors = self.shades.numbers(values.T)
        self._heat.draw(colors, place, self.shades.table(theme.current()))
        self._broken = int((colors == BROKEN).any(axis=1).sum())
        self._blank = bool((colors == BLANK).any())

    def _labels(self, frame: QRectF) -> list[Mark]:
        """A name a row; where rows are low, a name a node, of as many nodes as can be read."""
        each = frame.height() / self._count
        blocks = singly(self.rows) if each >= NAMED else by_node(self.rows)
        # What is chosen has its name before all others.
        blocks = sorted(blocks, key=lambda block: block.node not in self.selection)
        made: list[Mark] = []
        for block in blocks:
            at = frame.top() + (block.first + block.count / 2) * each
            chosen = block.node in self.selection
            if chosen or all(abs(at - mark.at) >= NAMED for mark in made):
                made.append(self._label(block, at, block.count * each, frame))
        return sorted(made, key=lambda mark: mark.at)

    def _label(self, block: Block, at: float, height: float, frame: QRectF) -> Mark:
        palette, chosen = theme.current(), block.node in self.selection
        metrics = QFontMetricsF(theme.caption(Weight.DemiBold if chosen else Weight.Normal))
        words = metrics.elidedText(block.name, Qt.TextElideMode.ElideMiddle, frame.left() - 12)
        color = palette.color("text" if chosen else "muted")
        return Mark(at, words, color, strong=chosen, span=height if chosen else 0.0)

    def _parts(self, frame: QRectF) -> list[Mark]:
        """A thin line between the rows of one node and of the next, where there is room."""
        height, color = frame.height() / self._count, theme.current().color("panel")
        if height < 6:
            return []
        starts = [block.first for block in by_node(self.rows)][1:]
        return [Mark(frame.top() + row * height, "", color, color) for row in starts]

    def _draw_bar(self, frame: QRectF) -> None:
        """The colour bar, and the values its colours stand for."""
        palette, shades = theme.current(), self.shades
        bar = QRectF(frame.right() + 10, frame.top(), 10, frame.height())
        self._bar.draw(_RAMP, self._plot.mapRectFromScene(bar), shades.table(palette))
        marks = []
        for value, words in shades.ticks(max(int(bar.height() / 16), 2)):
            at = bar.bottom() - (value - shades.low) / (shades.high - shades.low) * bar.height()
            at = min(max(at, bar.top() + 5), bar.bottom() - 5)
            marks.append(Mark(at, words, palette.color("muted")))
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
        row, muted = self._row(y), theme.current().color("muted")
        if not self.rows:
            return [Reading("no layer of this network has any", muted, sign=False)]
        if cursor is None or row is None or self.sheet is None:
            return [Reading(self.quantity.hint, muted, sign=False), *self._apart()]
        words = self.sheet.words(cursor, row, self.shades.word)
        return [Reading(self.rows[row].name, muted, words, sign=False)] if words else []

    def _apart(self) -> list[Reading]:
        """What the colours beside the bar's stand for, where there are any."""
        palette, made = theme.current(), []
        if self._broken:
            words = f"not finite in {count(self._broken)} of {count(len(self.rows))}"
            made.append(Reading(words, palette.color("bad")))
        if self._blank:
            made.append(Reading(self.shades.blank, palette.color("muted")))
        return made

    def click(self, y: float) -> int | None:
        row = self._row(y)
        return None if row is None else self.rows[row].node

    def _row(self, y: float) -> int | None:
        frame, count = self._frame, len(self.rows)
        if not count or not frame.top() <= y < frame.bottom():
            return None
        return min(int((y - frame.top()) / frame.height() * count), count - 1)

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        yield Table(self.quantity.table, partial(self._numbers, self.quantity))

    def _numbers(self, quantity: Quantity) -> tuple[list[str], list[list[Any]]]:
        """A column a row of the picture; a line a step, or the mean of as many together as there
        is room for."""
        rows = quantity.rows(self.info) if self.info is not None else ()
        steps, values = quantity.numbers(self.history, rows, LINES)
        lines = [[*s, *v] for s, v in zip(steps.tolist(), values.tolist(), strict=True)]
        return ["first_step", "last_step", *(row.full for row in rows)], lines
