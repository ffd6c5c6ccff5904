"""An array as a table: rows and columns, pages where it has more axes, and texts of its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.trace import Term

Index = tuple[int, ...]
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(value: float, digits: int = 4) -> str:
    """A number for a cell, written as the formulas write it: so many significant digits, without
    the noughts that say nothing; 4.557·10⁻⁵ where it is very small or large."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        written = np.format_float_positional(float(f"{value:.{digits}g}") + 0.0, trim="-")
    else:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        written = f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}"
    return written.replace("-", "−")


@dataclass(frozen=True, eq=False)
class Grid:
    """A term as (pages, rows, columns): a vector is one column, transposed one row."""

    term: Term
    transposed: bool = False

    @property
    def values(self) -> NDArray[np.float64]:
        """The numbers (pages, rows, columns)."""
        array = self.term.value
        shape = (1, 1, 1, *array.shape)[-3:] if array.ndim != 1 else (1, array.size, 1)
        pages = array.size // max(shape[1] * shape[2], 1)
        table = array.reshape(pages, shape[1], shape[2])
        return table.transpose(0, 2, 1) if self.transposed else table

    def index(self, page: int, row: int, column: int) -> Index:
        """The index into the array of a cell."""
        _, rows, columns = self.values.shape
        if self.transposed:
            row, column, columns = column, row, rows
        flat = (page * (self.values.size // len(self.values))) + row * columns + column
        return tuple(int(i) for i in np.unravel_index(flat, self.term.value.shape))

    def place(self, index: Index) -> tuple[int, int, int]:
        """The cell (page, row, column) of an index into the array."""
        _, rows, columns = self.values.shape
        if self.transposed:
            rows, columns = columns, rows
        flat = int(np.ravel_multi_index(index, self.term.value.shape)) if index else 0
        page, rest = divmod(flat, rows * columns)
        row, column = divmod(rest, columns)
        return (page, column, row) if self.transposed else (page, row, column)

    @property
    def largest(self) -> float:
        """The largest size of a finite number in it."""
        sizes = np.abs(self.term.value[np.isfinite(self.term.value)])
        return float(sizes.max()) if sizes.size else 0.0

    def tabbed(self) -> str:
        """All numbers in full, with tabs between columns: for a spreadsheet."""
        pages = (
            "\n".join("\t".join(repr(float(v)) for v in row) for row in page)
            for page in self.values
        )
        return "\n\n".join(pages)
