"""What is kept of many steps is what each has left, wherever its row lies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

import bpgui.engine.trail
from bpgui.engine.arrays import Array
from bpgui.engine.clippings.by_value import ByValue
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.report import Report
from bpgui.engine.straight import straight
from bpgui.engine.trail import MOST, ROOM, Trail, fitting, trails
from tests.engine.runs import losses, trainer

GRAPH = chain(Input((3,)), Dense(5), Dense(2), Loss())


def norms(reports: list[Report]) -> np.ndarray:
    return np.concatenate([report.norms for report in reports])


def count_up(array: Array) -> Callable[[], object]:
    """A call that hides the array it works on."""

    def up() -> None:
        array[...] += 1

    return up


@pytest.mark.parametrize("hidden", [True, False])
def test_every_step_leaves_a_row_and_the_array_catches_up(hidden: bool) -> None:
    number, array = np.zeros(2), np.zeros(2)
    (trail,) = trails([array], 5)
    calls = [partial(np.add, number, 1, number), partial(np.multiply, number, 10, array)]
    if hidden:
        calls.append(count_up(array))  # type: ignore[arg-type]
    tracks = trail.tracks(calls)
    assert (tracks[0].lane.instead is None) is hidden
    steps = straight(calls, [track.lane for track in tracks])
    steps(*(track.items[2:5] for track in tracks))
    extra = 1 if hidden else 0
    wanted = np.array([[10.0, 10], [20, 20], [30, 30]]) + extra
    np.testing.assert_array_equal(trail.left(12, 3), wanted)
    trail.catch_up(15)
    np.testing.assert_array_equal(array, wanted[-1])


def test_when_all_rows_are_taken_the_first_is_next() -> None:
    stack = np.arange(6.0).reshape(3, 2)
    trail = Trail(np.zeros(2), stack)
    np.testing.assert_array_equal(trail.left(0, 3), stack)
    np.testing.assert_array_equal(trail.left(301, 2), stack[1:])


def test_it_takes_little_room_but_one_row_at_least() -> None:
    assert fitting([np.zeros(ROOM)], 1) == 1
    assert fitting([np.zeros(ROOM // 80, "float32"), np.zeros(ROOM // 80, "float32")], 100) == 10
    assert fitting([np.zeros(3)], 1000) == MOST


def test_whole_epochs_are_kept_where_they_are_short() -> None:
    assert fitting([np.zeros(3)], 25) == 50
    assert fitting([np.zeros(3)], MOST) == MOST


@pytest.mark.parametrize("length", [1, 2, 3, 64])
def test_a_run_tells_the_same_with_a_trail_and_without(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two full mini-batches and a shorter one an epoch, in spans of any length."""
    monkeypatch.setattr(bpgui.engine.trail, "MOST", length)
    run = trainer(GRAPH)
    with_trail = [*run.make(7), *run.make(1), *run.make(9)]
    monkeypatch.setattr(bpgui.engine.trail, "FEW", 0)
    without = list(trainer(GRAPH).make(17))
    assert losses(with_trail) == losses(without)
    np.testing.assert_allclose(norms(with_trail), norms(without), rtol=1e-12)


def test_a_clipped_gradient_is_measured_before_it_is_clipped() -> None:
    free = list(trainer(GRAPH).make(1))
    clipped = list(trainer(GRAPH, clipping=ByValue(1e-6)).make(1))
    np.testing.assert_allclose(norms(clipped), norms(free), rtol=1e-12)
