"""Classes as numbers a network can be trained to give, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import DataError, Floats, Indices
from bpgui.engine.counted import counted
from bpgui.engine.task import Task


def encode_targets(
    task: Task, targets: NDArray[Any], outputs: int, low: float, high: float
) -> Floats:
    """What a network with this many outputs should give, float64 (rows, outputs).

    Targets of a regression pass through. Two classes on one output become `low` and `high`;
    otherwise every class has an output of its own that is `high` for it and `low` for the others.
    Raises DataError if the number of outputs does not suit the task.
    """
    if task.kind == "regression":
        if outputs != task.outputs:
            raise DataError(
                f"The data need {counted(task.outputs, 'output')}, the network has {outputs}."
            )
        return np.asarray(targets, dtype=np.float64)
    _check_outputs(task, outputs, low, high)
    if outputs == 1:
        return np.where(targets == 1, high, low)[:, None].astype(np.float64)
    encoded = np.full((len(targets), outputs), low, dtype=np.float64)
    encoded[np.arange(len(targets)), targets] = high
    return encoded


def decode(task: Task, outputs: NDArray[Any], low: float, high: float) -> Indices:
    """The class indices (rows,) that a network's outputs (rows, outputs) stand for.

    One output means class 1 above the middle of `low` and `high`; of several the largest counts,
    the first where they are equal. Raises DataError if the number of outputs does not suit the
    task.
    """
    _check_outputs(task, outputs.shape[1], low, high)
    single = outputs.shape[1] == 1
    indices = outputs[:, 0] > (low + high) / 2 if single else outputs.argmax(axis=1)
    return np.asarray(indices, dtype=np.int64)


def accuracy(task: Task, outputs: NDArray[Any], targets: Indices, low: float, high: float) -> float:
    """The share of rows whose outputs decode to their class indices `targets`; NaN without rows."""
    if not len(targets):
        return float("nan")
    return float(np.mean(decode(task, outputs, low, high) == targets))


def _check_outputs(task: Task, outputs: int, low: float, high: float) -> None:
    if task.kind != "classification":
        raise DataError("A regression has no classes to tell.")
    if not low < high:
        raise ValueError(f"low must be below high, not {low} and {high}")
    if outputs != task.outputs and not (outputs == 1 and task.outputs == 2):
        wanted = "one output or two" if task.outputs == 2 else counted(task.outputs, "output")
        raise DataError(f"{task.outputs} classes need {wanted}, the network has {outputs}.")
