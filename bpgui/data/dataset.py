"""Rows of inputs and their targets: what every data set gives, whatever it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpgui.engine.task import Task

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class DataError(ValueError):
    """A data set cannot be used. The text is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Inputs, float64 (rows, *task.inputs), and targets; both are read-only.

    Targets are float64 (rows, task.outputs) for a regression and int64 class indices (rows,) for a
    classification. Array-likes are converted. There may be no row at all: an empty validation part.
    `remarks` are sentences about how the rows came to be, such as what was left out.
    Raises DataError where values are missing, not finite, or do not fit the task.
    """

    inputs: Floats
    targets: NDArray[Any]
    task: Task
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        inputs = _numbers("inputs", self.inputs, self.task.inputs)
        if self.task.kind == "classification":
            targets: NDArray[Any] = _class_indices(self.targets, self.task)
        else:
            targets = _numbers("targets", self.targets, (self.task.outputs,))
        if len(inputs) != len(targets):
            raise DataError(
                f"Every row of inputs needs its target: there are {len(inputs)} rows of inputs and "
                f"{len(targets)} of targets."
            )
        object.__setattr__(self, "inputs", _read_only(inputs))
        object.__setattr__(self, "targets", _read_only(targets))

    def __len__(self) -> int:
        return len(self.inputs)

    def rows(self, indices: ArrayLike) -> Dataset:
        """The data set of these rows only, in this order."""
        chosen = np.asarray(indices, dtype=np.intp)
        return Dataset(self.inputs[chosen], self.targets[chosen], self.task)


def _numbers(what: str, values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    try:
        array = np.ascontiguousarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"The {what} must be numbers in rows of equal length.") from None
    if array.shape[1:] != shape:
        raise DataError(
            f"A row of {what} must have the shape {_by(shape)}, not {_by(array.shape[1:])}."
        )
    finite = np.isfinite(array)
    if not finite.all():
        place = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise DataError(
            f"Row {place[0] + 1} of the {what} holds {array[place]}, which is not a finite number: "
            "correct it or leave the row out."
        )
    return array


def _class_indices(values: ArrayLike, task: Task) -> Indices:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise DataError(
            "The targets of a classification must be one whole class number for each row."
        )
    wrong = (array < 0) | (array >= task.outputs)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise DataError(
            f"Row {row + 1} has the class number {array[row]}, but the {task.outputs} classes are "
            f"numbered 0 to {task.outputs - 1}."
        )
    return np.ascontiguousarray(array, dtype=np.int64)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view


def _by(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "a single number"
