"""A data set holds clean rows or says which one is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bpgui.data import DataError, Dataset
from bpgui.engine.task import Task

NUMBER = Task((2,), "regression", 1)
CLASS = Task((2,), "classification", 3, ("a", "b", "c"))
TWO_ROWS = [[1, 2], [3, 4]]


def test_values_are_converted_and_read_only() -> None:
    source = np.array([[1.0, 2.0], [3.0, 4.0]])
    data = Dataset(source, np.array([0, 2], dtype=np.uint8), CLASS)
    assert (data.inputs.dtype, data.targets.dtype) == (np.float64, np.int64)
    with pytest.raises(ValueError, match="read-only"):
        data.inputs[0, 0] = 5.0
    source[0, 0] = 7.0  # the caller's own array stays as it was


def test_rows_picks_in_the_given_order() -> None:
    data = Dataset([[1, 2], [3, 4], [5, 6]], [0, 1, 2], CLASS).rows([2, 0])
    assert data.inputs.tolist() == [[5, 6], [1, 2]]
    assert data.targets.tolist() == [2, 0]


def test_an_empty_part_keeps_its_shapes() -> None:
    for task, targets in ((CLASS, [0, 1]), (NUMBER, [[0], [1]])):
        empty = Dataset(TWO_ROWS, targets, task).rows([])
        assert len(empty) == 0
        assert empty.inputs.shape == (0, 2)


@pytest.mark.parametrize(
    ("inputs", "targets", "task", "words"),
    [
        (TWO_ROWS, [[1]], NUMBER, "2 rows of inputs and 1 of targets"),
        ([[1, 2, 3]], [[1]], NUMBER, "inputs must have the shape 2, not 3"),
        ([1, 2], [[1], [1]], NUMBER, "shape 2, not a single number"),
        (TWO_ROWS, [1, 2], NUMBER, "targets must have the shape 1, not a single number"),
        ([[1, 2], [3]], [[1], [1]], NUMBER, "inputs must be numbers in rows of equal length"),
        ([["x", "y"]], [[1]], NUMBER, "inputs must be numbers"),
        ([[1, 2], [3, np.nan]], [[1], [1]], NUMBER, "Row 2 of the inputs holds nan"),
        (TWO_ROWS, [[1], [np.inf]], NUMBER, "Row 2 of the targets holds inf"),
        (TWO_ROWS, [0, 3], CLASS, "Row 2 has the class number 3.*numbered 0 to 2"),
        (TWO_ROWS, [-1, 0], CLASS, "Row 1 has the class number -1"),
        (TWO_ROWS, [0.0, 1.0], CLASS, "one whole class number for each row"),
        (TWO_ROWS, [[0], [1]], CLASS, "one whole class number for each row"),
    ],
)
def test_bad_rows_are_named(inputs: Any, targets: Any, task: Task, words: str) -> None:
    with pytest.raises(DataError, match=words) as error:
        Dataset(inputs, targets, task)
    assert str(error.value).endswith(".")


def test_pictures_say_their_shape() -> None:
    with pytest.raises(DataError, match="1 x 8 x 8, not 64"):
        Dataset(np.zeros((3, 64)), np.zeros((3, 1)), Task((1, 8, 8), "regression", 1))
