"""A task is coherent or refused."""

from __future__ import annotations

from typing import Any

import pytest

from bpgui.engine.task import Task


def test_the_size_is_how_many_numbers_a_row_holds() -> None:
    assert Task((1, 8, 8), "regression", 1).size == 64


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (((), "regression", 1), "at least 1"),
        (((2, 0), "regression", 1), "at least 1"),
        (((2,), "regression", 0), "at least one output"),
        (((2,), "regression", 1, ("a", "b")), "no classes"),
        (((2,), "classification", 2), "2 outputs"),
        (((2,), "classification", 1, ("a",)), "at least two classes"),
        (((2,), "classification", 3, ("a", "b")), "2 classes and 3 outputs"),
        (((2,), "regression", 1, (), ("x",)), "1 feature names do not fit 2"),
    ],
)
def test_what_does_not_fit_together_is_refused(task: tuple[Any, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Task(*task)
