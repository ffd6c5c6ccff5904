"""Balanced classes: all count alike, and a row counts 1 on average."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.data.balance import class_weights
from bpgui.engine.task import Task

TASK = Task((2,), "classification", 3, ("a", "b", "c"))


@pytest.mark.parametrize("targets", [[0, 1, 2], [0, 0, 0, 1, 2, 2], [2, 1, 1, 0, 1, 1, 1]])
def test_every_class_counts_alike(targets: list[int]) -> None:
    weights = class_weights(TASK, np.array(targets))
    rows = weights[targets]
    assert rows.mean() == pytest.approx(1)
    sums = [rows[np.array(targets) == k].sum() for k in range(3)]
    assert sums == pytest.approx([len(targets) / 3] * 3)


def test_a_class_without_rows_is_no_trouble() -> None:
    weights = class_weights(TASK, np.array([0, 0, 1, 1, 1, 1]))
    np.testing.assert_allclose(weights, [1.5, 0.75, 1])
