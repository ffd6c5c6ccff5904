"""Steps made many at a time are the steps one would make one by one."""

from __future__ import annotations

import numpy as np
import pytest

import bpgui.engine.feeder
import bpgui.engine.gait
from bpgui.engine.schedules.exponential_decay import ExponentialDecay
from tests.engine.nets import peak_bytes
from tests.engine.runs import losses, trainer

#: 25 rows in mini-batches of 10: the last of an epoch is shorter.
STEPS = 3


@pytest.mark.parametrize("spans", [(7,), (1,) * 7, (2, 5), (4, 3)])
def test_however_many_are_made_at_once_the_losses_are_the_same(spans: tuple[int, ...]) -> None:
    run, again = trainer(), trainer()
    one_by_one = [loss for _ in range(7) for loss in losses(list(run.make(1)))]
    assert [loss for span in spans for loss in losses(list(again.make(span)))] == one_by_one
    assert run.epoch == again.epoch == 7 // STEPS
    for name, value in run.values().items():
        np.testing.assert_array_equal(value, again.values()[name])


def test_every_step_has_the_rate_the_schedule_wants() -> None:
    run = trainer(optimizer="SGD", schedule=ExponentialDecay(factor=0.5))
    rates = []
    for _ in range(2 * STEPS):
        before, rate = run.values(), run.learning_rate
        list(run.make(1))
        after, gradients = run.values(), run.gradients()
        for name, gradient in gradients.items():
            np.testing.assert_allclose(before[name] - after[name], rate * gradient, atol=1e-15)
        rates.append(rate)
    assert len(set(rates)) == 2 * STEPS


def test_rows_gathered_step_by_step_are_those_laid_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = losses(list(trainer().make(8)))
    monkeypatch.setattr(bpgui.engine.feeder, "SMALL", 0)
    assert losses(list(trainer().make(8))) == ready


@pytest.mark.parametrize("few", [0, bpgui.engine.gait.FEW])
def test_a_stretch_of_steps_allocates_nothing(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpgui.engine.gait, "FEW", few)
    # All within the first epoch: the order of the next one is a new array.
    course = trainer(rows=10_000)._course
    assert peak_bytes([lambda: course.make(90, 0), lambda: course.settle(90)]) < 4096
