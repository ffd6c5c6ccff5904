"""A step on trial is the step that would come, and leaves nothing behind."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.trial import next_change
from tests.engine.runs import losses, trainer


@pytest.mark.parametrize("steps", [0, 4, 5])
def test_it_is_the_change_that_the_next_step_makes(steps: int) -> None:
    # After 3 steps an epoch is over, and the rows come in another order.
    run = trainer()
    list(run.make(steps))
    foreseen, before = next_change(run), run.parameters.theta.copy()
    list(run.make(1))
    np.testing.assert_array_equal(foreseen, run.parameters.theta - before)
    assert foreseen.any()


def test_the_run_goes_on_as_if_there_had_been_none() -> None:
    tried, alone = trainer(), trainer()
    for run in (tried, alone):
        list(run.make(4))
    gradient = tried.parameters.gradient.copy()
    next_change(tried)
    np.testing.assert_array_equal(tried.parameters.gradient, gradient)
    assert losses(list(tried.make(8))) == losses(list(alone.make(8)))


def test_a_step_that_would_diverge_has_no_change() -> None:
    run = trainer(learning_rate=1e9, optimizer="SGD")
    while np.isfinite(next_change(run)).all():
        assert not next(run.make(1)).diverged
    theta = run.parameters.theta.copy()
    assert np.isnan(next_change(run)).all()
    np.testing.assert_array_equal(run.parameters.theta, theta)
    assert next(run.make(1)).diverged


def test_no_rows_are_measured_where_the_step_ends_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    run = trainer()
    list(run.make(2))
    measured: list[int] = []
    plan = run.evaluator.plan
    monkeypatch.setattr(run.evaluator, "plan", lambda rows: measured.append(rows) or plan(rows))
    next_change(run)
    assert measured == []
    assert next(run.make(1)).evaluation is not None
    assert measured
