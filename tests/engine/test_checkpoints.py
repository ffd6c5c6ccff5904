"""Checkpoints: growing distances, a budget, and a future that can be made again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bpgui.engine.layers  # noqa: F401
from bpgui.engine.check import check
from bpgui.engine.checkpoints import Checkpoints
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.rows import Rows
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training


def state(step: int) -> State:
    return State({"w": np.zeros(100)}, {}, np.zeros(0, dtype=int), step, 0, 0, "")


@given(st.lists(st.integers(1, 500), min_size=1, max_size=300))
def test_they_stay_within_the_budget_and_keep_both_ends(strides: list[int]) -> None:
    kept = Checkpoints(budget=20 * state(0).nbytes)
    steps = [0, *np.cumsum(strides).tolist()]
    for step in steps:
        kept.add(state(step))
    assert len(kept) <= 20
    assert kept.steps[0] == 0
    assert kept.steps[-1] == steps[-1]
    assert list(kept.steps) == sorted(set(kept.steps))


def test_distances_grow_with_the_step() -> None:
    kept = Checkpoints(budget=30 * state(0).nbytes)
    for step in range(0, 100_000, 10):
        kept.add(state(step))
    gaps = np.diff(kept.steps)
    assert gaps[:5].max() < gaps[-5:].min()


def test_what_is_due_grows_too() -> None:
    kept = Checkpoints()
    assert kept.due(0)
    kept.add(state(1_000))
    assert not kept.due(1_010)
    assert kept.due(1_021)


def test_the_nearest_before_is_found() -> None:
    kept = Checkpoints()
    with pytest.raises(LookupError):
        kept.before(3)
    for step in (0, 10, 20):
        kept.add(state(step))
    assert [kept.before(step).step for step in (0, 9, 10, 19, 20, 99)] == [0, 0, 10, 10, 20, 20]


def test_another_future_replaces_the_old_one() -> None:
    kept = Checkpoints()
    for step in (0, 10, 20, 30, 15):
        kept.add(state(step))
    assert kept.steps == (0, 10, 15)


def test_a_step_that_is_reached_again_is_kept_once() -> None:
    kept = Checkpoints()
    for step in (0, 10, 20, 20):
        kept.add(state(step))
    assert kept.steps == (0, 10, 20)


def test_what_fills_the_budget_exactly_stays() -> None:
    kept = Checkpoints(budget=4 * state(0).nbytes)
    for step in (0, 10, 20, 30):
        kept.add(state(step))
    assert kept.steps == (0, 10, 20, 30)


def test_first_and_newest_stay_whatever_the_budget() -> None:
    kept = Checkpoints(budget=1)
    for step in (0, 10, 20):
        kept.add(state(step))
    assert kept.steps == (0, 20)


def test_the_one_goes_whose_gap_is_smallest_for_its_step() -> None:
    kept = Checkpoints(budget=4 * state(0).nbytes)
    # Without 1 the gap is 2 of 3, without 2 it is 3 of 5, without 4 it is 3 of 6.
    for step in (0, 1, 2, 4, 5):
        kept.add(state(step))
    assert kept.steps == (0, 1, 2, 5)


def test_a_fork_without_a_change_repeats_the_run_exactly() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((53, 3))
    rows, none = Rows(x, x[:, :1] * x[:, 1:2]), Rows(x[:0], x[:0, :1])
    graph = chain(Input((3,)), Dense(8, "relu"), Dropout(0.3), Dense(1, "linear"), Loss())

    def trainer() -> Trainer:
        return Trainer(graph, check(graph), Training(batch_size=10), rows, none, lambda y, t: 0.0)

    original, kept = trainer(), Checkpoints()
    losses: list[float] = []
    for _ in range(40):
        if kept.due(original.step):
            kept.add(original.state())
        losses += next(original.make(7)).losses.tolist()

    for fork_at in kept.steps:
        fork = trainer()
        fork.restore(kept.before(fork_at))
        again = np.concatenate([report.losses for report in fork.make(len(losses) - fork_at)])
        np.testing.assert_array_equal(again, losses[fork_at:])
