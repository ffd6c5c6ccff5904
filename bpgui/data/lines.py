"""A file of text as lines of cells, whatever parts them, and never more than memory bears."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from bpgui.data.dataset import DataError
from bpgui.data.progress import tell
from bpgui.wording import shown

#: Larger files are refused, and so are tables of more columns, and those of words of more cells.
MOST_BYTES, MOST_COLUMNS, MOST_CELLS = 100_000_000, 10_000, 10_000_000
_DELIMITERS = ("\t", ";", ",", "|")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
#: So many lines, of so many characters, tell which sign parts the cells.
_SAMPLE, _CHARACTERS = 50, 1_000_000
#: Bytes read, and characters worked on, between two words of how far it is.
_PIECE, _STEP = 1 << 20, 1 << 16


def read_text(path: Path) -> str:
    """The text of a file; DataError where it holds none, or too much of it."""
    name = shown(path.name)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise DataError(
                f"{shown(path, 200)} is not a file: choose a table of text, such as a .csv file."
            )
        if size > MOST_BYTES:
            raise DataError(
                f"{name} has {size / 1e6:,.0f} MB: tables of up to {MOST_BYTES / 1e6:,.0f} MB "
                "can be read."
            )
        # A file of no size is not read: among them are some that would never end.
        with open(path, "rb") as file:
            data = b"".join(_pieces(file, size))
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        why = getattr(error, "strerror", None) or "its name is none"
        raise DataError(
            f"{shown(path, 200)} could not be read ({why}): choose the file again."
        ) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise DataError(f"{name} is not a table of text: save it as .csv first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The first `size` bytes of a file, or all where it has fewer."""
    while size > 0 and (piece := file.read(min(size, _PIECE))):
        yield piece
        size -= len(piece)
        tell(0.0)


def delimiter(text: str, file: str) -> str:
    """What parts the cells: one sign, or " " for any blanks; DataError where there is no line."""
    lines = itertools.islice(_head(text), 2 * _SAMPLE)
    sample = [line for line in lines if line.strip()][:_SAMPLE]
    if not sample:
        raise DataError(f"{file} is empty: it needs a line for every row.")
    if max(sample[0].count(sign) for sign in _DELIMITERS) >= MOST_COLUMNS:
        raise DataError(
            f"{file} has more than {MOST_COLUMNS:,} columns: leave some of them out of it."
        )
    best = max(_DELIMITERS, key=lambda sign: _agreement(sample, sign))
    blanks = _agreement(sample, best) == (0, 0) and all(len(line.split()) > 1 for line in sample)
    return " " if blanks else best


def first_cells(text: str, sign: str) -> list[str]:
    """The cells of the first line; csv.Error or fewer cells where it is unsound."""
    line = _head(text).readline()
    cells = line.split() if sign == " " else next(csv.reader([line], delimiter=sign), [])
    return [cell.strip() for cell in cells]


def rows(text: str, sign: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, with their numbers, as cells that `sign` parts.

    Decimal commas become points where commas part no cells. DataError for what is no table.
    """
    # Tables say the same things again and again: each is kept once.
    known: dict[str, str] = {}
    count = 0
    for line, parts in _parted(text, sign, file):
        cells = [known.setdefault(cell, cell) for cell in map(str.strip, parts)]
        if not any(cells):
            continue
        count += len(cells)
        if count > MOST_CELLS:
            raise DataError(
                f"{file} has more than {MOST_CELLS:,} cells, and not all of them are numbers: "
                "leave rows or columns out of it."
            )
        yield line, cells if sign == "," else [_with_point(cell) for cell in cells]


def told(lines: Iterable[str], characters: int) -> Iterator[str]:
    """The same lines, and word of how many of all characters have come by."""
    passed = last = 0
    for line in lines:
        yield line
        passed += len(line)
        if passed - last >= _STEP:
            last = passed
            tell(passed / characters)


def _parted(text: str, sign: str, file: str) -> Iterator[tuple[int, list[str]]]:
    lines = told(io.StringIO(text, newline=None if sign == " " else ""), len(text))
    if sign == " ":
        yield from enumerate(map(str.split, lines), 1)
        return
    reader = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        why = f"it cannot be read ({error})"
        if "field limit" in str(error):
            why = f"a cell has more than {csv.field_size_limit():,} characters"
        raise DataError(
            f"Up to line {reader.line_num} of {file}, {why}: look for a missing quotation mark."
        ) from None


def _head(text: str) -> io.StringIO:
    return io.StringIO(text[:_CHARACTERS], newline=None)


def _agreement(sample: list[str], sign: str) -> tuple[int, int]:
    """How many lines have the same number of cells, and that number; nothing if it is one."""
    reader = csv.reader(sample, delimiter=sign, skipinitialspace=True)
    try:
        widths = Counter(len(cells) for cells in reader if cells)
    except csv.Error:
        return 0, 0
    width, lines = widths.most_common(1)[0]
    return (lines, width) if width > 1 else (0, 0)


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if "," in cell and _DECIMAL_COMMA.fullmatch(cell) else cell
