"""Real data that come with the program, one compressed .npz for each set in `assets/data/`.

`assets/DATA_LICENSES.md` tells their origin; `tests/tools/extract_data.py` made the files.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Dataset
from bpgui.engine.task import Task
from bpgui.resources import asset


@dataclass(frozen=True, eq=False)
class Bundle:
    """One file's content as it was published: inputs (rows, features) and targets (rows,)."""

    inputs: NDArray[Any]
    targets: NDArray[Any]
    classes: tuple[str, ...]
    features: tuple[str, ...]


@functools.cache
def bundle(name: str) -> Bundle:
    """The file `assets/data/<name>.npz`, read when first asked for.

    Its rows come in one fixed mixed order, because the originals are sorted by class and the first
    rows of a data set should show what is in it.
    """
    with np.load(asset(f"data/{name}.npz"), allow_pickle=False) as file:
        inputs, targets = file["inputs"], file["targets"]
        classes = tuple(str(label) for label in file["classes"])
        features = tuple(str(label) for label in file["features"])
    order = np.random.default_rng(0).permutation(len(inputs))
    return Bundle(inputs[order], targets[order], classes, features)


def classification(name: str, shape: tuple[int, ...] | None = None) -> Dataset:
    """A bundled set with classes; `shape` reshapes every row, for pictures."""
    found = bundle(name)
    shape = shape or found.inputs.shape[1:]
    task = Task(shape, "classification", len(found.classes), found.classes, found.features)
    return Dataset(found.inputs.reshape(-1, *shape), found.targets, task)


def regression(name: str, unit: float = 1.0) -> Dataset:
    """A bundled set with one target number, told in multiples of `unit`."""
    found = bundle(name)
    task = Task(found.inputs.shape[1:], "regression", 1, features=found.features)
    return Dataset(found.inputs, found.targets[:, None] / unit, task)
