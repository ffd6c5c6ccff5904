"""Rows typed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bpgui.data.dataset import DataError, Dataset, Floats
from bpgui.data.source import Source, sources
from bpgui.engine.fields import numbers
from bpgui.engine.task import Task


@sources.register("Given rows", group="By hand", synonyms=("typed", "table", "numbers"), rank=410)
@dataclass(frozen=True)
class Given(Source):
    """Numbers you type yourself, for following every step by hand.

    Both tables have one line for each row. A single line stands for a single row.
    """

    inputs: tuple[Any, ...] = numbers(((0.5, 0.2),), help="What goes into the network, row by row.")
    targets: tuple[Any, ...] = numbers(((1.0, 1.0),), help="What should come out, row by row.")

    def load(self) -> Dataset:
        inputs, targets = _table("inputs", self.inputs), _table("targets", self.targets)
        return Dataset(inputs, targets, Task(inputs.shape[1:], "regression", targets.shape[1]))


def _table(what: str, rows: tuple[Any, ...]) -> Floats:
    table = np.atleast_2d(np.array(rows, dtype=np.float64))
    if not table.size:
        raise DataError(f"Type at least one number for the {what} of the given rows.")
    return table
