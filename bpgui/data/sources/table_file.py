"""A table of one's own."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bpgui.data.dataset import DataError, Dataset, Floats
from bpgui.data.source import Source, sources
from bpgui.data.table import Table, numbers, read_table
from bpgui.engine.fields import choice, file_path, text
from bpgui.engine.task import Task
from bpgui.resources import asset

SUFFIXES = (".csv", ".tsv", ".txt", ".dat", ".data", ".tab")
#: A column of more different words than this is no input, and no set of classes beyond the second.
MOST_WORDS, MOST_CLASSES = 40, 1_000
#: Whole numbers of at most so many different values are taken for classes.
FEW = 10


@sources.register(
    "Your own table (CSV)",
    group="Your own",
    synonyms=("csv", "tsv", "file", "import", "spreadsheet", "excel"),
    rank=5,
)
@dataclass(frozen=True)
class TableFile(Source):
    """A table from a file, a line for each row: what a spreadsheet saves as CSV.

    Commas, semicolons, tabs or blanks part the cells, and the first line may hold names. Words
    become one input for each different word; rows in which the target is missing are left out.
    Without a file it is a small table of fruits, to see what is wanted.
    """

    path: str = file_path(
        label="File", filter=f"Tables ({' '.join(f'*{s}' for s in SUFFIXES)})", help="The table."
    )
    target: str = text(
        "", help="The column to be told, or several with commas between; empty: the last."
    )
    leave_out: str = text("", help="Columns that are no inputs, with commas between.")
    told: str = choice(
        "auto",
        {"auto": "as the column suggests", "classes": "classes", "numbers": "numbers"},
        help="Whether the target is one of several classes or a number; words are always classes.",
    )
    gaps: str = choice(
        "mean",
        {"mean": "the column's mean", "drop": "leave the row out"},
        label="For gaps",
        help="What to do where an input is missing.",
    )

    def title(self) -> str:
        return Path(self.path).name or self.label

    def load(self) -> Dataset:
        path = Path(self.path).expanduser() if self.path else asset("data/fruits.csv")
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
        except OSError:
            stamp = (0, 0)
        return _load(self, path, stamp)


@functools.lru_cache(maxsize=4)
def _load(source: TableFile, path: Path, stamp: tuple[int, int]) -> Dataset:
    """The rows; read again only once the file has changed."""
    table = read_table(path)
    targets = [table.place(name) for name in _names(source.target)] or [len(table.names) - 1]
    ignored = {table.place(name) for name in _names(source.leave_out)} | set(targets)
    inputs = [place for place in range(len(table.names)) if place not in ignored]
    if not inputs:
        raise DataError(f"{table.file} leaves no column to learn from: leave fewer out.")
    classes, answers = _targets(table, targets, source.told)
    x, features = _inputs(table, inputs)
    kept = np.isfinite(answers).all(axis=1) & ~np.isinf(x).any(axis=1)
    if source.gaps == "drop":
        kept &= np.isfinite(x).all(axis=1)
    if not kept.any():
        raise DataError(f"{table.file} has no row without gaps: fill them with the column's mean.")
    x, answers = x[kept], answers[kept]
    if classes:
        task = Task(x.shape[1:], "classification", len(classes), classes, features)
        return Dataset(_filled(x), answers[:, 0].astype(np.int64), task)
    return Dataset(_filled(x), answers, Task(x.shape[1:], "regression", len(targets), (), features))


def wordy(path: Path) -> tuple[str, ...]:
    """The columns that hold too many different words to be inputs: names, addresses, remarks.

    The last column is the target unless it is told otherwise, and never among them.
    """
    table = read_table(path)
    return tuple(
        name
        for name, column in zip(table.names[:-1], table.columns, strict=False)
        if numbers(column) is None and len(set(column)) > MOST_WORDS
    )


def _names(listed: str) -> list[str]:
    return [name for name in listed.split(",") if name.strip()]


def _inputs(table: Table, places: list[int]) -> tuple[Floats, tuple[str, ...]]:
    """Inputs (rows, features), NaN at gaps, and what the features are called."""
    made, names, refused = [], [], []
    for place in places:
        name, column = table.names[place], table.columns[place]
        found = numbers(column)
        words = sorted(set(column)) if found is None else []
        if found is not None:
            made.append(found)
            names.append(name)
        elif len(words) > MOST_WORDS:
            refused.append(name)
        else:
            cells = np.array(column)
            made += [(cells == word).astype(np.float64) for word in words]
            names += [f"{name}: {word or 'missing'}" for word in words]
    if refused:
        which = (
            f"columns {', '.join(refused)} hold" if refused[1:] else f"column {refused[0]} holds"
        )
        raise DataError(
            f"The {which} too many different words to be inputs: name them under Leave out."
        )
    return np.column_stack(made), tuple(names)


def _targets(table: Table, places: list[int], told: str) -> tuple[tuple[str, ...], Floats]:
    """The classes, none for numbers, and the targets (rows, outputs), NaN at gaps."""
    found = [numbers(table.columns[place]) for place in places]
    if len(places) > 1:
        columns = [column for column in found if column is not None]
        if told == "classes" or len(columns) < len(places):
            raise DataError("Several targets must all be numbers: choose one column for classes.")
        return (), np.column_stack(columns)
    (place,), (values,) = places, found
    if values is not None and told != "classes":
        known = values[np.isfinite(values)]
        few = len(np.unique(known)) <= FEW and np.array_equal(known, np.round(known))
        if told == "numbers" or not few:
            return (), values[:, None]
    return _classes(table, place, values)


def _classes(table: Table, place: int, values: Floats | None) -> tuple[tuple[str, ...], Floats]:
    name, column = table.names[place], table.columns[place]
    if values is not None:
        known = np.unique(values[np.isfinite(values)])
        labels = tuple(f"{value:g}" for value in known)
        indices = np.searchsorted(known, values).astype(np.float64)
        indices[~np.isfinite(values)] = np.nan
    else:
        labels = tuple(sorted({cell for cell in column if cell}))
        place_of = {label: float(index) for index, label in enumerate(labels)}
        indices = np.array([place_of.get(cell, np.nan) for cell in column])
    if not 2 <= len(labels) <= MOST_CLASSES:
        raise DataError(
            f"The column {name} holds {len(labels):,} different values, and classes are from 2 to "
            f"{MOST_CLASSES:,}: choose another target."
        )
    return labels, indices[:, None]


def _filled(inputs: Floats) -> Floats:
    """The same with every gap filled by the mean of its column; 0 where nothing is known."""
    gaps = np.isnan(inputs)
    if not gaps.any():
        return inputs
    count = np.maximum((~gaps).sum(axis=0), 1)
    mean = np.where(gaps, 0.0, inputs).sum(axis=0) / count
    return np.where(gaps, mean, inputs)
