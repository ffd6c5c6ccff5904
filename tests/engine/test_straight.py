"""Calls written out as one function do what they did one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from bpgui.engine.straight import MOST, gather, note, put, straight
from tests.engine.nets import peak_bytes


def once(*calls: Callable[[], object]) -> Callable[[], None]:
    """These calls as one step, which has nothing of its own."""
    return partial(straight(calls, [put(np.zeros(()))]), [0.0])


def test_calls_are_made_in_their_order_with_their_arguments() -> None:
    made: list[object] = []

    def write(*values: object, **named: object) -> None:
        made.append((values, named))

    one, same = np.ones(3), np.ones(3)
    step = once(partial(write, one, 2), partial(write, key=same), lambda: write("plain"))
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
    once(partial(np.add, a, 1, a), partial(np.add, b, 2, b))()
    assert (float(a), float(b)) == (1, 2)


@pytest.mark.parametrize("value", [np.arange(3.0), np.array([[2.0], [3.0]]), np.arange(3)])
def test_copies_are_made_as_copyto_makes_them(value: np.ndarray) -> None:
    made, wanted = np.zeros((2, 3)), np.zeros((2, 3))
    once(partial(np.copyto, made, value))()
    np.copyto(wanted, value)
    np.testing.assert_array_equal(made, wanted)


def test_a_copy_that_copyto_refuses_is_refused() -> None:
    with pytest.raises(TypeError, match="cast"):
        once(partial(np.copyto, np.zeros(3, int), np.ones(3)))()
    whole = np.zeros(3, int)
    once(partial(np.copyto, whole, np.array([1.5, 2, 3]), "unsafe"))()
    np.testing.assert_array_equal(whole, [1, 2, 3])
    kept = np.zeros(2)
    once(partial(np.copyto, kept, np.ones(2), where=np.array([True, False])))()
    np.testing.assert_array_equal(kept, [1, 0])


def test_it_can_be_made_again_and_allocates_nothing() -> None:
    x, y = np.arange(1000.0), np.zeros(1000)
    step = once(partial(np.add, x, y, y))
    for _ in range(3):
        step()
    np.testing.assert_array_equal(y, 3 * x)
    assert peak_bytes([step]) < 4096


@pytest.mark.parametrize("count", [1, MOST, MOST + 1])
def test_any_number_of_calls_are_made_once_and_in_order(count: int) -> None:
    made: list[int] = []
    once(*(partial(made.append, number) for number in range(count)))()
    assert made == list(range(count))


def test_every_step_puts_in_what_is_its_own_and_notes_what_comes_out() -> None:
    x, y = np.zeros(2), np.zeros(2)
    double = partial(np.multiply, x, 2, y)
    steps = straight([double], [put(x), note(y)])
    given = [np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([5.0, 6.0])]
    notes = list(np.zeros((2, 2)))
    steps(given, notes)
    np.testing.assert_array_equal(notes, [[2, 4], [6, 8]])
    np.testing.assert_array_equal(x, [3, 4])  # the shortest list ends it


def test_rows_are_gathered_by_their_numbers_as_rows_and_as_columns() -> None:
    table, other = np.arange(12.0).reshape(4, 3), -np.arange(4.0)[:, None]
    rows, place, columns = np.zeros((2, 3)), np.zeros((2, 1)), np.zeros((1, 2))
    seen: list[list[float]] = []
    look = partial(lambda: seen.append([*rows[:, 0], *columns[0]]))
    steps = straight([look], [gather([(table, rows, None), (other, place, columns)])])
    steps([np.array([3, 0]), np.array([1, 1])])
    assert seen == [[9, 0, -3, 0], [3, 3, -1, -1]]


def test_scalars_can_be_put_and_noted() -> None:
    x, notes = np.zeros(()), np.zeros(3)
    rows = [row.reshape(()) for row in notes[:, None]]
    straight([partial(np.add, x, 1, x)], [put(x), note(x)])([1.0, 2.0, 3.0], rows)
    np.testing.assert_array_equal(notes, [2, 3, 4])


def test_a_step_without_calls_does_nothing_but_what_is_its_own() -> None:
    x = np.zeros(())
    straight([], [put(x)])([1.0, 2.0])
    assert x == 2
