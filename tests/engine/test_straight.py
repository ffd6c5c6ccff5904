"""Calls written out as one function do what they did one by one."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from bpgui.engine.straight import MOST, straight
from tests.engine.nets import peak_bytes


def test_calls_are_made_in_their_order_with_their_arguments() -> None:
    made: list[object] = []

    def note(*values: object, **named: object) -> None:
        made.append((values, named))

    one, same = np.ones(3), np.ones(3)
    step = straight([partial(note, one, 2), partial(note, key=same), lambda: note("plain")])
    assert made == []
    step()
    (first, second, third) = made
    assert first[0][0] is one  # type: ignore[index]
    assert first[0][1] == 2  # type: ignore[index]
    assert second[1]["key"] is same  # type: ignore[index]
    assert third == (("plain",), {})


def test_equal_values_that_are_not_the_same_stay_apart() -> None:
    """0-d arrays are equal, and hash alike as numbers do; each has its own memory."""
    a, b = np.zeros(()), np.zeros(())
    straight([partial(np.add, a, 1, a), partial(np.add, b, 2, b)])()
    assert (float(a), float(b)) == (1, 2)


def test_it_can_be_made_again_and_allocates_nothing() -> None:
    x, y = np.arange(1000.0), np.zeros(1000)
    step = straight([partial(np.add, x, y, y)])
    for _ in range(3):
        step()
    np.testing.assert_array_equal(y, 3 * x)
    assert peak_bytes([step]) < 4096


@pytest.mark.parametrize("count", [1, MOST, MOST + 1])
def test_any_number_of_calls_are_made_once_and_in_order(count: int) -> None:
    made: list[int] = []
    straight([partial(made.append, number) for number in range(count)])()
    assert made == list(range(count))


def test_nothing_to_do_is_done() -> None:
    assert straight([])() is None
