"""R2 against its definition."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.data import r_squared

TARGETS = np.array([[3.0], [-0.5], [2.0], [7.0]])


def test_r_squared_by_hand() -> None:
    # Missed: 0.25 + 0.25 + 0 + 1 = 1.5. Spread about the mean 2.875: 29.1875.
    outputs = np.array([[2.5], [0.0], [2.0], [8.0]])
    assert r_squared(outputs, TARGETS) == pytest.approx(1 - 1.5 / 29.1875)


def test_perfect_is_1_and_the_mean_is_0() -> None:
    assert r_squared(TARGETS, TARGETS) == 1.0
    assert r_squared(np.full((4, 1), TARGETS.mean()), TARGETS) == pytest.approx(0.0)


def test_columns_count_alike_whatever_their_size() -> None:
    targets = np.hstack([TARGETS, TARGETS * 1000])
    outputs = np.hstack([TARGETS, np.full((4, 1), TARGETS.mean() * 1000)])
    assert r_squared(outputs, targets) == pytest.approx(0.5)


def test_columns_taken_together_count_by_their_spread() -> None:
    targets = np.hstack([TARGETS, TARGETS * 0.1, np.ones((4, 1))])
    outputs = np.hstack([TARGETS, np.zeros((4, 1)), np.ones((4, 1)) + 0.5])
    missed = np.square(0.1 * TARGETS).sum() + 4 * 0.25
    expected = 1 - missed / (29.1875 * 1.01)
    assert r_squared(outputs, targets, together=True) == pytest.approx(expected)
    assert r_squared(targets, targets, together=True) == 1.0


@pytest.mark.parametrize(("output", "expected"), [(0.1, 1.0), (0.2, 0.0)])
def test_a_target_that_never_changes(output: float, expected: float) -> None:
    assert r_squared(np.full((3, 1), output), np.full((3, 1), 0.1)) == expected


def test_a_spread_too_small_to_square_is_not_divided_by() -> None:
    targets = np.array([[0.0], [1e-200]])
    assert r_squared(targets, targets) == 1.0


def test_no_rows_have_no_r_squared() -> None:
    assert np.isnan(r_squared(TARGETS[:0], TARGETS[:0]))
