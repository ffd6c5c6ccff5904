"""What is measured is the whole step, by layer, and the network that trains does not notice."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest

from bpgui.engine import stopwatch
from bpgui.engine.check import check
from bpgui.engine.graph import chain
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan
from bpgui.engine.stopwatch import FEWEST, time_step
from tests.engine.nets import POSITIONS
from tests.engine.runs import data, losses, trainer
from tests.engine.test_cost import networks

NOISY = chain(Input((3,)), Dense(4), BatchNorm(), Dropout(), Dense(2), Loss())


def test_measuring_changes_nothing() -> None:
    whole = losses(list(trainer(NOISY).make(12)))
    watched, found = trainer(NOISY), []
    for _ in range(12):
        found += losses(list(watched.make(1)))
        values, gradients = watched.values(), watched.gradients()
        time_step(watched, data(25), seconds=0.0)
        for before, now in ((values, watched.values()), (gradients, watched.gradients())):
            for name in before:
                np.testing.assert_array_equal(before[name], now[name])
    assert found == whole


def test_every_layer_is_timed_and_the_parts_make_up_the_step() -> None:
    measured = trainer(NOISY)
    timing = time_step(measured, data(25), seconds=0.0)
    assert list(timing.forward) == list(timing.backward) == list(measured.check.live)
    assert timing.steps == FEWEST
    assert timing.batch == measured.training.batch_size
    nodes = sum(timing.of(id) for id in timing.forward)
    assert timing.step == pytest.approx(nodes + timing.update + timing.joint)
    assert all(timing.of(id) > 0 for id in measured.check.live)


def test_each_part_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a clock that goes one further whenever it is looked at, all parts take as long."""
    ticks = itertools.count()
    monkeypatch.setattr(stopwatch, "perf_counter", partial(next, ticks))
    timing = time_step(trainer(NOISY), data(25), seconds=0.0)
    assert set(timing.forward.values()) == set(timing.backward.values()) == {1.0}
    assert (timing.update, timing.joint) == (1.0, 1.0)


def test_a_full_batch_is_the_rows_there_are() -> None:
    assert time_step(trainer(batch_size=0), data(25), seconds=0.0).batch == len(data(25))


def test_no_room_for_a_second_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopwatch, "free_bytes", lambda: 10)
    with pytest.raises(ValueError, match="not enough memory"):
        time_step(trainer(), data(25))


GRAPHS = {
    **networks(),
    **{name: place(Dense(4), (6,)) for name, place in POSITIONS.items()},
    "noisy": NOISY,
}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_parts_of_a_plan_are_all_its_calls(name: str) -> None:
    graph = GRAPHS[name]
    found = check(graph)
    plan = Plan(graph, found, Parameters(graph, found, "float32"), 4, training=True)
    forward = [call for part in plan.parts.values() for call in part.forward]
    backward = [call for part in plan.parts.values() for call in part.backward]
    assert {id(call) for call in forward} == {id(call) for call in plan.forward}
    assert {id(call) for call in (*plan.joint, *backward)} == {id(call) for call in plan.backward}
    assert len(backward) + len(plan.joint) == len(plan.backward)
