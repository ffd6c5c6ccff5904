"""Steps made many at a time are the steps one would make one by one."""

from __future__ import annotations

import numpy as np
import pytest

import bpgui.engine.feeder
import bpgui.engine.substitutes
import bpgui.engine.trail
from bpgui.engine.schedules.exponential_decay import ExponentialDecay
from bpgui.engine.straight import Track
from bpgui.engine.trainer import Trainer
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


@pytest.mark.parametrize("few", [0, bpgui.engine.trail.FEW])
def test_a_stretch_of_steps_allocates_nothing(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpgui.engine.trail, "FEW", few)
    course = trainer(rows=10_000)._course

    def stretch() -> None:
        # All within the first epoch: the order of the next one is a new array.
        course.position = 0
        course.make(40, 0)

    assert peak_bytes([stretch, course.settle]) < 4096


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 64])
def test_losses_told_later_are_those_told_at_once(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bpgui.engine.trail, "MOST", steps)
    later = trainer()
    told = losses(list(later.make(11)))
    monkeypatch.setattr(bpgui.engine.trail, "FEW", 0)
    assert told == losses(list(trainer().make(11)))
    assert float(later.parameters.loss) == told[-1]


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW"])
@pytest.mark.parametrize("batch_size", [1, 10, 25])
def test_steps_on_substitutes_are_those_on_copies(
    optimizer: str, batch_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trainer(optimizer=optimizer, batch_size=batch_size)
    assert all(track.lane.instead is not None for track in tracks(run))
    found = losses(list(run.make(30)))
    monkeypatch.setattr(bpgui.engine.substitutes, "MANY", 0)
    copying = trainer(optimizer=optimizer, batch_size=batch_size)
    assert all(track.lane.instead is None for track in tracks(copying))
    assert losses(list(copying.make(30))) == found
    for name, gradient in run.gradients().items():
        np.testing.assert_array_equal(gradient, copying.gradients()[name])
        np.testing.assert_array_equal(run.values()[name], copying.values()[name])


def tracks(run: Trainer) -> list[Track]:
    """What the steps of the first mini-batch do with their rows."""
    course = run._course
    plan = course._plans[0]
    calls = [*plan.forward, *plan.backward, *course._update.calls(run.training)]
    return course._feeder.tracks(plan.feed, calls)
