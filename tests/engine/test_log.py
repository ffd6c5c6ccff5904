"""The log of a span tells what every step left, until something was not finite."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.log import Log


def filled(count: int) -> Log:
    """A log of two tensors: step i has loss i and gradients of length i and 2 i."""
    log = Log(2, "float64", span=8)
    for i in range(count):
        log.loss_lines[i] = i
        log.square_lines[i] = i**2, (2 * i) ** 2
    return log


def test_losses_and_norms_are_told_in_order() -> None:
    log = filled(5)
    np.testing.assert_array_equal(log.losses(4), [0, 1, 2, 3])
    np.testing.assert_allclose(log.norms(3), [[0, 0], [1, 2], [2, 4]])


def test_what_is_told_is_a_copy() -> None:
    log = filled(3)
    losses, norms = log.losses(3), log.norms(3)
    log.loss_lines[...] = log.square_lines[...] = -1
    np.testing.assert_array_equal(losses, [0, 1, 2])
    np.testing.assert_array_equal(norms[:, 0], [0, 1, 2])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("column", [None, 0, 1])
def test_the_first_step_that_went_bad_is_found(bad: float, column: int | None) -> None:
    log = filled(6)
    assert log.finite(6) == 6
    lines = log.loss_lines if column is None else log.square_lines[:, column]
    lines[3] = lines[5] = bad
    assert log.finite(6) == 3
    assert log.finite(3) == 3
