"""Tables of text (CSV and its relatives), read whatever program has written them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import DataError

#: Larger files, and tables with more columns, are refused.
MOST_BYTES, MOST_COLUMNS = 100_000_000, 10_000
#: What stands for a value that is not known, in any case.
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
#: Among words these are words: no garage is another thing than an unknown one.
_ALSO_WORDS = frozenset(("none", "-"))
_DELIMITERS = ("\t", ";", ",", "|")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
#: So many lines tell which sign parts the cells.
_SAMPLE = 50


@dataclass(frozen=True)
class Table:
    """Names and cells, column by column; all columns are equally long. `file` names it to users."""

    file: str
    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def place(self, name: str) -> int:
        """Which column has this name, in any case; DataError where there is none."""
        wanted = name.strip().casefold()
        for place, known in enumerate(self.names):
            if known.casefold() == wanted:
                return place
        some = ", ".join(self.names[:12]) + (", ..." if len(self.names) > 12 else "")
        raise DataError(f"{self.file} has no column {name.strip()}: it has {some}.")


def read_table(path: Path) -> Table:
    """The table in a file: what parts the cells, and whether the first line holds names, is found
    out. DataError where there is none."""
    text = _text(path)
    rows, delimiter = _rows(text, path.name)
    if not rows:
        raise DataError(f"{path.name} holds no rows.")
    width = len(rows[0][1])
    if width > MOST_COLUMNS:
        raise DataError(f"{path.name} has {width:,} columns: up to {MOST_COLUMNS:,} can be read.")
    for line, parts in rows:
        if len(parts) != width:
            raise DataError(
                f"Line {line} of {path.name} has {len(parts)} cells where line {rows[0][0]} has "
                f"{width}: every line needs as many."
            )
    cells = [tuple(cell.strip() for cell in parts) for _, parts in rows]
    if delimiter != ",":
        cells = _with_points(cells)
    names = tuple(f"column {place + 1}" for place in range(width))
    if _is_header(cells):
        names = _unique(cells[0], names)
        cells = cells[1:]
    if not cells:
        raise DataError(f"{path.name} holds no rows.")
    return Table(path.name, names, tuple(zip(*cells, strict=True)))


def numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """A column as numbers, NaN where a value is missing; None if it holds words."""
    known = ["nan" if cell.casefold() in MISSING else cell for cell in cells]
    try:
        return np.array(known, dtype=np.str_).astype(np.float64)
    except ValueError:
        return None


def words(cells: Sequence[str]) -> list[str]:
    """A column as words, empty where a value is missing."""
    missing = MISSING - _ALSO_WORDS
    return ["" if cell.casefold() in missing else cell for cell in cells]


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise DataError(f"{path} is not a file: choose a table of text, such as a .csv file.")
        if size > MOST_BYTES:
            raise DataError(
                f"{path.name} has {size / 1e6:,.0f} MB: tables of up to {MOST_BYTES / 1e6:,.0f} MB "
                "can be read."
            )
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise DataError(f"{path} could not be read ({why}): choose the file again.") from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise DataError(f"{path.name} is not a table of text: save it as .csv first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _rows(text: str, file: str) -> tuple[list[tuple[int, list[str]]], str]:
    """The lines that are not blank, with their numbers, as cells; and what parts the cells."""
    sample = [line for line in text.splitlines()[: 2 * _SAMPLE] if line.strip()][:_SAMPLE]
    if not sample:
        raise DataError(f"{file} is empty: it needs a line for every row.")
    delimiter = max(_DELIMITERS, key=lambda sign: _agreement(sample, sign))
    if _agreement(sample, delimiter) == (0, 0) and all(len(line.split()) > 1 for line in sample):
        numbered = enumerate((line.split() for line in text.splitlines()), 1)
        return [(line, cells) for line, cells in numbered if cells], " "
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise DataError(f"Line {reader.line_num} of {file} cannot be read: {error}.") from None
    return rows, delimiter


def _agreement(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have the same number of cells, and that number; nothing if it is one."""
    reader = csv.reader(sample, delimiter=delimiter, skipinitialspace=True)
    try:
        widths = Counter(len(cells) for cells in reader if cells)
    except csv.Error:
        return 0, 0
    width, lines = widths.most_common(1)[0]
    return (lines, width) if width > 1 else (0, 0)


def _with_points(cells: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Decimal commas as points, where commas part no cells."""
    return [
        tuple(
            cell.replace(",", ".") if "," in cell and _DECIMAL_COMMA.fullmatch(cell) else cell
            for cell in row
        )
        for row in cells
    ]


def _is_header(cells: list[tuple[str, ...]]) -> bool:
    """Whether the first line is of words where others have numbers, or of words found nowhere else
    in their columns."""
    if len(cells) < 2 or any(numbers([cell]) is not None and cell for cell in cells[0]):
        return False
    below = list(zip(*cells[1:], strict=True))
    if any(numbers(column) is not None for column in below):
        return True
    return all(name not in column for name, column in zip(cells[0], below, strict=True))


def _unique(names: Sequence[str], otherwise: Sequence[str]) -> tuple[str, ...]:
    """The names, those that are missing or there already made others."""
    made: list[str] = []
    for name, spare in zip(names, otherwise, strict=True):
        wanted, number = name or spare, 2
        chosen = wanted
        while chosen in made:
            chosen, number = f"{wanted} {number}", number + 1
        made.append(chosen)
    return tuple(made)
