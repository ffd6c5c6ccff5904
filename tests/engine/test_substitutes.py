"""Substitutes are found where every array can be seen, and only there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import bpgui.engine.substitutes
from bpgui.engine.arrays import Array
from bpgui.engine.straight import straight
from bpgui.engine.substitutes import LONG, substitutes

MEMORY = 12


def rows(count: int = 3) -> Array:
    return np.arange(count * float(MEMORY)).reshape(count, MEMORY)


def test_views_of_a_memory_are_replaced_by_those_of_each_row() -> None:
    memory, out = np.zeros(MEMORY), np.zeros(4)
    turned, part = memory.reshape(4, 3).T[1:], memory[2:4]
    calls = [partial(part.dot, turned, out), partial(np.add, out, memory[1:2].reshape(()), out)]
    found = substitutes(calls, memory, rows())
    assert found is not None
    steps, seen = straight(calls, [track.lane for track in found]), []
    for k, row in enumerate(rows()):
        steps(*(track.items[k : k + 1] for track in found))
        seen.append(out.copy())
        np.testing.assert_array_equal(out, row[2:4] @ row.reshape(4, 3).T[1:] + row[1])
    assert not np.array_equal(seen[0], seen[1])
    assert not memory.any()


def test_what_is_written_goes_to_the_row() -> None:
    memory, made = np.zeros(MEMORY), rows(2)
    call = partial(np.copyto, memory[3:6].view("int64"), np.arange(3))
    (track,) = substitutes([call], memory, made) or []
    straight([call], [track.lane])(track.items)
    for row in made:
        np.testing.assert_array_equal(row[3:6].view("int64"), np.arange(3))


def test_where_nothing_lies_in_it_nothing_is_replaced() -> None:
    a = np.zeros(3)
    assert substitutes([partial(np.add, a, 1, a)], np.zeros(MEMORY), rows()) == []


class Holder:
    """Something that may hold any array."""

    def __call__(self) -> None: ...

    def work(self) -> None: ...


def hiding() -> Callable[[], object]:
    array = np.zeros(3)
    return lambda: array


@pytest.mark.parametrize(
    "call",
    [
        lambda: None,
        Holder(),
        partial(Holder()),
        partial(Holder().work),
        partial(hiding()),
        partial([np.zeros(3)].append, 1),
        partial(np.concatenate, [np.zeros(3), np.zeros(3)]),
        partial(np.add, Holder(), 1),
        partial(np.copyto, np.zeros(3), 0, where=[True]),  # type: ignore[arg-type]
    ],
)
def test_a_call_that_may_hide_an_array_has_no_substitutes(call: Callable[[], Any]) -> None:
    assert substitutes([call], np.zeros(MEMORY), rows()) is None


def test_an_array_that_reaches_beyond_the_memory_has_none() -> None:
    whole = np.zeros(2 * MEMORY)
    memory = whole[:MEMORY]
    assert substitutes([partial(np.square, whole, whole)], memory, rows()) is None
    inside = substitutes([partial(np.square, memory, memory)], memory, rows())
    assert inside is not None
    assert len(inside) == 1


def test_no_more_are_made_than_they_are_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = np.zeros(MEMORY)
    call = partial(np.square, memory, memory)
    assert substitutes([call] * LONG, memory, rows()) is not None
    assert substitutes([call] * (LONG + 1), memory, rows()) is None
    monkeypatch.setattr(bpgui.engine.substitutes, "MANY", 3)
    assert substitutes([call], memory, rows(3)) is not None
    assert substitutes([call], memory, rows(4)) is None
