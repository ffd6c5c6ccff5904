"""A table of one's own."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from bpgui.data.dataset import DataError, Dataset, Floats
from bpgui.data.progress import tell
from bpgui.data.source import Source, sources
from bpgui.data.table import Column, Table, listed, numbers, read_table, unique, words
from bpgui.engine.counted import counted
from bpgui.engine.fields import Names, choice, file_path, names
from bpgui.engine.task import Task
from bpgui.resources import asset
from bpgui.wording import shown

T = TypeVar("T")
Stamp = tuple[int, int, int]

SUFFIXES = (".csv", ".tsv", ".txt", ".dat", ".data", ".tab")
#: A column of more different words than this is no input, and no set of classes beyond the second.
MOST_WORDS, MOST_CLASSES = 40, 1_000
#: More inputs than that, rows times columns, are refused: words may make many of few.
MOST_INPUTS = 50_000_000
#: Whole numbers of at most so many different values are taken for classes.
FEW = 10
#: Bytes from which on it takes long to read a file.
SLOW = 200_000
#: Columns of these names are taken for the target, wherever they stand.
TARGETS = frozenset(("target", "label", "class"))


def _columns(source: TableFile) -> tuple[str, ...]:
    return source.columns()


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
    target: str = names(
        offered=_columns,
        nothing="the last column",
        help="The column to predict, or several with commas between; empty: the last.",
    )
    leave_out: str = names(
        offered=_columns,
        nothing="none",
        many=True,
        help="Columns that are no inputs, with commas between.",
    )
    told: str = choice(
        "auto",
        {"auto": "automatic", "classes": "classes", "numbers": "numbers"},
        label="Target type",
        help="Whether the target is one of several classes or a number; words are always classes.",
    )
    gaps: str = choice(
        "mean",
        {"mean": "column mean", "drop": "drop the row"},
        label="Missing inputs",
        help="Fill them with the mean of their column, or leave the rows out.",
    )

    @classmethod
    def found(cls, path: Path) -> TableFile:
        """A first look at a file: its target by name, or the last column; what is no input is left
        out. DataError where there is no table."""
        path = path.absolute()
        table = _table(path, _stamp(path))
        target = next((n for n in table.names if n.casefold() in TARGETS), table.names[-1])
        columns = {name: table.columns[table.place(name)] for name in table.names if name != target}
        unfit = [name for name, column in columns.items() if _wordy(column)]
        counting = [name for name, column in columns.items() if _counts(column)]
        if len(unfit) + len(counting) < len(columns):  # else the number of the row is all there is
            unfit += counting
        out = Names.join(name for name in columns if name in unfit)
        return cls(path=str(path), target=Names.join([target]), leave_out=out)

    def columns(self) -> tuple[str, ...]:
        """What the columns are called; nothing where there is no table."""
        try:
            return _names(self._path(), _stamp(self._path()))
        except DataError:
            return ()

    def _path(self) -> Path:
        return Path(os.path.expanduser(self.path)) if self.path else asset("data/fruits.csv")

    def title(self) -> str:
        return Path(self.path).name or self.label

    @property
    def slow(self) -> bool:
        return _stamp(self._path())[-1] > SLOW

    def load(self) -> Dataset:
        return _sound(_load(self, self._path(), _stamp(self._path())))


@dataclass(frozen=True)
class _Complaint:
    """Why there are no rows."""

    sentence: str


def _stamp(path: Path) -> Stamp:
    """What changes when the file does, or who may read it; its size is the last of it."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a name that cannot be one
        return 0, 0, 0
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


# What cannot be read is kept, too: it would take as long every time to find out.


def _table(path: Path, stamp: Stamp) -> Table:
    """The table; read again only once the file has changed."""
    return _sound(_read(path, stamp))


@functools.lru_cache(maxsize=1)
def _read(path: Path, stamp: Stamp) -> Table | _Complaint:
    try:
        return read_table(path)
    except DataError as error:
        return _Complaint(str(error))


@functools.lru_cache(maxsize=32)
def _names(path: Path, stamp: Stamp) -> tuple[str, ...]:
    """What the columns are called, known for longer than what is in them."""
    return _table(path, stamp).names


@functools.lru_cache(maxsize=2)
def _load(source: TableFile, path: Path, stamp: Stamp) -> Dataset | _Complaint:
    """The rows; made again only once the file has changed."""
    try:
        _names(path, stamp)
        return _rows(source, _table(path, stamp))
    except DataError as error:
        return _Complaint(str(error))


def _sound(found: T | _Complaint) -> T:
    if isinstance(found, _Complaint):
        raise DataError(found.sentence)
    return found


def _rows(source: TableFile, table: Table) -> Dataset:
    targets = [table.place(name) for name in Names.split(source.target)]
    targets = targets or [len(table.names) - 1]
    ignored = {table.place(name) for name in Names.split(source.leave_out)} | set(targets)
    inputs = [place for place in range(len(table.names)) if place not in ignored]
    if not inputs:
        raise DataError(
            f"{table.file} leaves no column to learn from beside the target: inputs are columns of "
            "numbers or of few different words, and none of them must be left out."
        )
    classes, answers = _targets(table, targets, source.told)
    x, features = _inputs(table, inputs)
    predicted = tuple(table.names[place] for place in targets)
    answered = np.isfinite(answers).all(axis=1)
    kept = answered & ~np.isinf(x).any(axis=1)
    if source.gaps == "drop":
        kept &= np.isfinite(x).all(axis=1)
    if not kept.any():
        raise DataError(f"{table.file} has no row without gaps: fill them with the column's mean.")
    if not kept.all():
        x, answers = x[kept], answers[kept]
    incomplete = int((answered & ~kept).sum())
    remarks = _remarks(" and ".join(predicted), int((~answered).sum()), incomplete, x)
    if classes:
        task = Task(x.shape[1:], "classification", len(classes), classes, features)
        return Dataset(_filled(x), answers[:, 0].astype(np.int64), task, remarks)
    task = Task(x.shape[1:], "regression", len(targets), (), features, targets=predicted)
    return Dataset(_filled(x), answers, task, remarks)


def _remarks(target: str, unanswered: int, incomplete: int, kept: Floats) -> tuple[str, ...]:
    """What has been left out and filled in."""
    gaps = int(np.isnan(kept).sum())
    said = (
        (unanswered, f"{counted(unanswered, 'row')} without {target} left out."),
        (incomplete, f"{counted(incomplete, 'incomplete row')} left out."),
        (gaps, f"{counted(gaps, 'missing value')} filled with the mean of the column."),
    )
    return tuple(sentence for number, sentence in said if number)


def _wordy(column: Column) -> bool:
    """Whether it holds different words without end."""
    return numbers(column) is None and len(set(words(column))) > MOST_WORDS


def _counts(column: Column) -> bool:
    """Whether it is the number of the row."""
    found = numbers(column)
    if found is None or len(found) <= FEW:
        return False
    if found[0] not in (0, 1) or found[-1] != found[0] + len(found) - 1:
        return False  # as of nearly every column, and found out in no time
    return bool((np.diff(found) == 1).all())


def _inputs(table: Table, places: list[int]) -> tuple[Floats, tuple[str, ...]]:
    """Inputs (rows, features), NaN at gaps, and what the features are called."""
    made, called, refused = [], [], []
    for place in places:
        tell(1.0)
        name, column = table.names[place], table.columns[place]
        found = numbers(column)
        kinds = set(words(column)) if found is None else set()
        if found is not None:
            made.append(found)
            called.append(name)
        elif len(kinds) > MOST_WORDS:
            refused.append(name)
        else:
            if len(table) * (len(made) + len(kinds)) > MOST_INPUTS:
                raise DataError(
                    f"The words in {table.file} make more than {MOST_INPUTS:,} inputs in all: "
                    "leave columns out."
                )
            ordered = sorted(kinds)
            place_of = {kind: index for index, kind in enumerate(ordered)}
            cells = np.array([place_of[cell] for cell in words(column)])
            made += [(cells == index).astype(np.float64) for index in range(len(ordered))]
            called += [shown(f"{name}: {kind or 'missing'}", 100) for kind in ordered]
    if refused:
        which = "columns {} hold" if refused[1:] else "column {} holds"
        raise DataError(
            f"In {table.file}, the {which.format(listed(refused))} too many different words to be "
            "inputs: name them under Leave out."
        )
    return np.column_stack(made), tuple(called)


def _targets(table: Table, places: list[int], told: str) -> tuple[tuple[str, ...], Floats]:
    """The classes, none for numbers, and the targets (rows, outputs), NaN at gaps."""
    found = [numbers(table.columns[place]) for place in places]
    if len(places) > 1:
        columns = [column for column in found if column is not None]
        if told == "classes" or len(columns) < len(places):
            raise DataError(
                f"Several targets must all be numbers, and those of {table.file} are not: choose "
                "one column for classes."
            )
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
        _bearable(name, table, len(known))
        labels = tuple(str(int(v)) if v == np.rint(v) else repr(float(v)) for v in known)
        indices = np.searchsorted(known, values).astype(np.float64)
        indices[~np.isfinite(values)] = np.nan
    else:
        cells = words(column)
        different = {cell for cell in cells if cell}
        _bearable(name, table, len(different))
        labels = tuple(sorted(different))
        place_of = {label: float(index) for index, label in enumerate(labels)}
        indices = np.array([place_of.get(cell, np.nan) for cell in cells])
    if len(labels) < 2:
        what = f"the same value in every row, {shown(labels[0], 40)}" if labels else "no value"
        raise DataError(
            f"The column {name} of {table.file} holds {what}, so there is nothing to be told: "
            "choose another target."
        )
    return unique(labels, labels), indices[:, None]


def _bearable(name: str, table: Table, classes: int) -> None:
    """Refuse so many classes, before they are put in order."""
    if classes > MOST_CLASSES:
        raise DataError(
            f"The column {name} of {table.file} holds {classes:,} different values, and there can "
            f"be {MOST_CLASSES:,} classes at most: choose another target."
        )


def _filled(inputs: Floats) -> Floats:
    """The same with every gap filled by the mean of its column; 0 where nothing is known."""
    gaps = np.isnan(inputs)
    if not gaps.any():
        return inputs
    count = np.maximum((~gaps).sum(axis=0), 1)
    mean = np.where(gaps, 0.0, inputs).sum(axis=0) / count
    return np.where(gaps, mean, inputs)
