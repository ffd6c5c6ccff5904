"""A table of numbers: its name and shape above, tinted by sign and size, a window on large ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from bpgui.gui import format, theme
from bpgui.gui.formula import Formula, inline
from bpgui.gui.microscope.grid import Grid, Index, text
from bpgui.gui.microscope.tint import ground

CELL = 22.0
HEAD = 22.0
FOOT = 16.0
GAP = 1.0
#: Tables of up to so many columns have numbers of four digits.
SIDE_BY_SIDE = 2
_NARROWEST, _PADDING = 40.0, 6.0
_TITLE = 13.0


@dataclass
class Window:
    """The part of a table that is shown: its page, and its first row and column."""

    page: int = 0
    row: int = 0
    column: int = 0


@dataclass
class Marks:
    """What is set off: the entry chosen, the one under the pointer, and those it is made of."""

    chosen: Index | None = None
    pointed: Index | None = None
    made_of: Collection[Index] = field(default_factory=frozenset)


class Table:
    """One term, laid out for a room of so many rows and so much width.

    `note` stands beside its shape; `short` numbers have three digits.
    """

    def __init__(
        self,
        grid: Grid,
        window: Window,
        most_rows: int,
        width: float,
        note: str = "",
        short: bool = False,
    ) -> None:
        self.grid, self.window = grid, window
        _, rows, columns = grid.values.shape
        self._metrics = QFontMetricsF(theme.font(12))
        # To hide a row or two would only puzzle.
        self.shown_rows = rows if rows <= most_rows + 3 else most_rows
        #: Where numbers stand side by side they are shorter.
        self._digits = 4 if columns <= SIDE_BY_SIDE and not short else 3
        self._cell = self._cell_width()
        self.fit(width)
        self._title = Formula(_title(grid), _TITLE)
        self._shape = "  ".join(part for part in (_shape(grid), note) if part)

    def fit(self, width: float) -> None:
        """Show as many columns as this width takes, and no less than one."""
        fit = max(1, int((width + GAP) // (self._cell + GAP)))
        self.shown_columns = min(self.grid.values.shape[2], fit)
        self.move(0, 0)

    def columns_width(self, columns: int) -> float:
        """The width of so many columns, or of all where there are fewer."""
        return min(self.grid.values.shape[2], columns) * (self._cell + GAP) - GAP

    def _text(self, value: float) -> str:
        return text(value, self._digits)

    def _cell_width(self) -> float:
        """Wide enough for what is shown first; numbers that come in sight later are as long."""
        page = self.grid.values[self.window.page]
        part = page[self.window.row :, self.window.column :][: self.shown_rows, :12]
        widest = max(
            (self._metrics.horizontalAdvance(self._text(v)) for v in part.ravel()), default=0
        )
        return max(_NARROWEST, round(widest + 2 * _PADDING))

    # -- the window on it ----------------------------------------------------------------------

    @property
    def elided(self) -> bool:
        """Whether there is more than is shown."""
        _, rows, columns = self.grid.values.shape
        return self.shown_rows < rows or self.shown_columns < columns

    def move(self, rows: int, columns: int) -> bool:
        """Shift the window, as far as there are numbers; whether it moved."""
        pages, all_rows, all_columns = self.grid.values.shape
        w = self.window
        before = (w.row, w.column)
        w.page = min(w.page, pages - 1)
        w.row = max(0, min(w.row + rows, all_rows - self.shown_rows))
        w.column = max(0, min(w.column + columns, all_columns - self.shown_columns))
        return before != (w.row, w.column)

    def turn(self, pages: int) -> None:
        """Leaf through the pages."""
        count = len(self.grid.values)
        self.window.page = max(0, min(self.window.page + pages, count - 1))

    def reveal(self, index: Index) -> None:
        """Bring an entry into the window."""
        self.window.page, row, column = self.grid.place(index)
        w = self.window
        if not w.row <= row < w.row + self.shown_rows:
            w.row = row - self.shown_rows // 2
        if not w.column <= column < w.column + self.shown_columns:
            w.column = column - self.shown_columns // 2
        self.move(0, 0)

    # -- places --------------------------------------------------------------------------------

    @property
    def body(self) -> QSizeF:
        """The room of the cells."""
        width = self.shown_columns * (self._cell + GAP) - GAP
        return QSizeF(width, self.shown_rows * (CELL + GAP) - GAP)

    @property
    def size(self) -> QSizeF:
        """The room of everything: the name above, the words below."""
        width = max(self.body.width(), self._title.size.width() + self._shape_width() + 8)
        if self.elided:
            width = max(width, max(map(self._small().horizontalAdvance, self._where())))
        return QSizeF(width, HEAD + self.body.height() + self.foot)

    @property
    def foot(self) -> float:
        """The room of the words below."""
        return FOOT * len(self._where()) + (4 if self.elided else 0)

    def index_at(self, at: QPointF) -> Index | None:
        """The entry at a point, measured from the upper left corner."""
        row, y = divmod(at.y() - HEAD, CELL + GAP)
        column, x = divmod(at.x(), self._cell + GAP)
        inside = 0 <= row < self.shown_rows and 0 <= column < self.shown_columns
        if not inside or y > CELL or x > self._cell:
            return None
        w = self.window
        return self.grid.index(w.page, w.row + int(row), w.column + int(column))

    def page_at(self, at: QPointF) -> int:
        """-1 or 1 at the arrows beside the page number, else 0."""
        if len(self.grid.values) < 2 or not 0 <= at.y() < HEAD - 2:
            return 0
        left = self._title.size.width() + 8
        width = self._shape_width()
        if not left <= at.x() <= left + width:
            return 0
        return -1 if at.x() < left + width / 2 else 1

    def rect_of(self, index: Index) -> QRectF | None:
        """The cell of an entry, where it is shown."""
        page, row, column = self.grid.place(index)
        row, column = row - self.window.row, column - self.window.column
        shown = 0 <= row < self.shown_rows and 0 <= column < self.shown_columns
        if page != self.window.page or not shown:
            return None
        x, y = column * (self._cell + GAP), HEAD + row * (CELL + GAP)
        return QRectF(x, y, self._cell, CELL)

    # -- drawing -------------------------------------------------------------------------------

    def draw(self, painter: QPainter, at: QPointF, marks: Marks) -> None:
        """Draw at the upper left corner."""
        painter.save()
        painter.translate(at)
        self._draw_head(painter)
        self._draw_cells(painter, marks)
        painter.setFont(theme.caption())
        painter.setPen(theme.current().color("muted"))
        y = HEAD + self.body.height() + 4
        for words in self._where():
            painter.drawText(QRectF(0, y, 400, FOOT), Qt.AlignmentFlag.AlignLeft, words)
            y += FOOT
        painter.restore()

    def _draw_head(self, painter: QPainter) -> None:
        painter.setPen(theme.current().color("text"))
        size = self._title.size
        self._title.draw(painter, QPointF(0, HEAD - 9 - self._title.baseline))
        painter.setPen(theme.current().color("muted"))
        painter.setFont(theme.caption())
        words = QRectF(size.width() + 8, HEAD - 20, 200, 16)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, left, self._pager())

    def _draw_cells(self, painter: QPainter, marks: Marks) -> None:
        palette, w, largest = theme.current(), self.window, self.grid.largest
        page = self.grid.values[w.page]
        painter.setFont(theme.font(12))
        for i in range(self.shown_rows):
            for j in range(self.shown_columns):
                value = float(page[w.row + i, w.column + j])
                rect = QRectF(j * (self._cell + GAP), HEAD + i * (CELL + GAP), self._cell, CELL)
                self._draw_cell(painter, rect, value, ground(value, largest, palette))
        for index in marks.made_of:
            self._outline(painter, index, "text", 1.0)
        if marks.pointed is not None:
            self._outline(painter, marks.pointed, "muted", 1.5)
        if marks.chosen is not None:
            self._outline(painter, marks.chosen, "text", 2.0)

    def _draw_cell(self, painter: QPainter, rect: QRectF, value: float, color: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(rect, 3, 3)
        painter.setPen(theme.legible(color))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -_PADDING, 0), right, self._text(value))

    def _outline(self, painter: QPainter, index: Index, role: str, width: float) -> None:
        rect = self.rect_of(index)
        if rect is not None:
            painter.setPen(QPen(theme.current().color(role), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    # -- words ---------------------------------------------------------------------------------

    def _pager(self) -> str:
        pages = len(self.grid.values)
        return self._shape if pages < 2 else f"{self._shape}   ‹ {self.window.page + 1}/{pages} ›"

    def _shape_width(self) -> float:
        return self._small().horizontalAdvance(self._pager())

    @staticmethod
    def _small() -> QFontMetricsF:
        return QFontMetricsF(theme.caption())

    def _where(self) -> list[str]:
        """Which rows and columns are shown, where that is not all."""
        _, rows, columns = self.grid.values.shape
        w, words = self.window, []
        if self.shown_rows < rows:
            words.append(_span("↕", w.row, self.shown_rows, rows))
        if self.shown_columns < columns:
            words.append(_span("↔", w.column, self.shown_columns, columns))
        return words


def _title(grid: Grid) -> str:
    return inline(grid.term.symbol) + ("^T" if grid.transposed else "")


def _shape(grid: Grid) -> str:
    shape = grid.term.value.shape
    if grid.transposed:
        shape = (1, *shape) if len(shape) == 1 else shape[::-1]
    return format.shape(shape)


def _span(way: str, first: int, shown: int, count: int) -> str:
    return f"{way} {first + 1}–{first + shown}/{format.count(count)}"
