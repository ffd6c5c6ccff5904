"""Runs that diverge: they go back to the last sound state, and name what went bad first."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import bpgui.engine.anchor
import bpgui.engine.trainer
from bpgui.engine.check import check
from bpgui.engine.declaration import replace
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.log import SPAN
from bpgui.engine.rows import Rows
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from tests.engine.runs import losses, trainer
from tests.sentences import is_sentence

LINEAR = chain(Input((3,)), Dense(4, "relu"), Dense(2, "linear"), Loss())

OPTIMISERS = ("SGD", "Momentum")


@pytest.mark.parametrize("keep_every", [-1.0, 1e9])
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_a_run_that_diverges_goes_back_to_the_last_finite_state(
    optimizer: str, precision: str, keep_every: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bpgui.engine.anchor, "KEEP_EVERY", keep_every)
    settings = {"optimizer": optimizer, "learning_rate": 1e9, "precision": precision}
    run = trainer(LINEAR, **settings)
    reports = list(itertools.islice(run.run(), 1000))
    last = reports[-1]
    assert last.diverged
    assert last.stopped is not None
    assert last.stopped.startswith("Diverged: ")
    assert is_sentence(last.stopped)
    assert f"step {run.step}" in last.stopped
    assert run.state().finite()
    assert all(np.isfinite(report.losses).all() for report in reports)
    assert all(np.isfinite(report.norms).all() for report in reports)
    assert losses(reports) == losses_until(trainer(LINEAR, **settings), len(losses(reports)))
    # The update of the last step that was fine did the harm.
    assert run.step == len(losses(reports)) - 1
    twin = trainer(LINEAR, **settings)
    list(twin.make(run.step))
    np.testing.assert_array_equal(run.parameters.values, twin.parameters.values)


def losses_until(run: Trainer, steps: int) -> list[float]:
    return losses([report for _ in range(steps) for report in run.make(1)])


@pytest.mark.parametrize("keep_every", [-1.0, 1e9])
def test_it_goes_back_step_by_step_as_well(
    keep_every: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One step at a time, the state may go bad after a step whose loss was still finite."""
    monkeypatch.setattr(bpgui.engine.anchor, "KEEP_EVERY", keep_every)
    run = trainer(LINEAR, optimizer="SGD", learning_rate=1e9, precision="float32")
    for _ in range(1000):
        *_, report = run.make(1)
        if report.diverged:
            break
    assert report.diverged
    assert run.state().finite()
    assert run.step < report.first
    run.retune(replace(run.training, learning_rate=0.0))
    (held,) = run.make(1)
    assert not held.diverged


def test_a_state_that_has_gone_bad_unnoticed_is_not_kept() -> None:
    run = trainer()
    list(run.make(3))
    run.parameters.values[...] = np.inf
    run.retune(replace(run.training, learning_rate=0.01))
    (report,) = run.make(1)
    assert report.diverged
    assert run.state().finite()


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_loss_of_the_state_it_goes_back_to_is_finite(precision: str) -> None:
    run = trainer(LINEAR, optimizer="SGD", learning_rate=1e9, precision=precision)
    *_, last = run.run()
    assert last.diverged
    run.retune(replace(run.training, learning_rate=0.0))
    (report,) = run.make(1)
    assert not report.diverged
    assert np.isfinite(report.losses).all()


def test_a_net_that_is_bad_from_the_start_says_so_at_step_one() -> None:
    run = trainer(LINEAR)
    run.parameters.values[...] = 1e200
    run.restore(run.state())
    (report,) = run.make(3)
    assert report.diverged
    assert "the loss was no longer finite at step 1." in str(report.stopped)
    assert run.step == 0


def test_the_first_tensor_that_went_bad_is_named() -> None:
    """Back-propagation reaches the last tensor first."""
    graph = chain(Input((3,)), Dense(4, "linear"), Dense(2, "linear"), Loss())
    run = trainer(graph, optimizer="SGD", learning_rate=0.0)
    run.parameters.of_node(2, run.parameters.values)["weight"][...] = 1e200
    run.parameters.of_node(3, run.parameters.values)["weight"][...] = 1e-60
    run.restore(run.state())
    (report,) = run.make(1)
    assert report.diverged
    assert "the gradient of Dense 2/weight was no longer finite at step 1." in str(report.stopped)


def test_a_run_of_long_epochs_goes_back_over_more_steps_than_its_log_has_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bpgui.engine.anchor, "KEEP_EVERY", 1e9)
    graph = chain(Input((1,)), Dense(1, "linear", bias=False), Loss("mean squared error"))
    x = np.ones((SPAN + 1000, 1))
    # Every step multiplies the weight by 1 - 2 * rate: its square leaves the range of float64 after
    # some 4,500 steps.
    settings = Training(optimizer="SGD", batch_size=1, learning_rate=1.0405, precision="float64")
    rows, none = Rows(x, 0 * x), Rows(x[:0], x[:0])
    run = Trainer(graph, check(graph), settings, rows, none, lambda y, t: 0.0)
    reports = list(run.make(len(x)))
    assert reports[-1].diverged
    made = len(losses(reports))
    assert SPAN < made < len(x)
    assert run.step == made - 1
    assert run.state().finite()
