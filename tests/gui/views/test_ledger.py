"""The ledger: one table of everything, each number in the line of its step."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.report import Evaluation, Report
from bpgui.gui.history import History
from bpgui.gui.views.bands import ledger as module
from bpgui.gui.views.bands.ledger import ledger
from bpgui.project.session import prepare, start
from tests.gui.projects import small_nets, spiral

TENSORS = ("A/weight", "A/bias")


def column(table: tuple[list[str], list[list[float]]], name: str) -> np.ndarray:
    head, lines = table
    return np.array([line[head.index(name)] for line in lines], np.float64)


@pytest.mark.parametrize("net", [None, *small_nets()])
def test_every_number_is_the_trainer_s(net: str | None) -> None:
    prepared = prepare(spiral() if net is None else small_nets()[net])
    trainer = start(prepared.project, prepared=prepared)
    history = History(len(trainer.tensors))
    reports = list(trainer.make(90))
    history.add(*reports)
    made = ledger(history, trainer.tensors, classifies=True)
    losses = np.concatenate([report.losses for report in reports])
    norms = np.concatenate([report.norms for report in reports])
    np.testing.assert_array_equal(column(made, "first_step"), np.arange(1, 91))
    np.testing.assert_allclose(column(made, "minibatch_loss"), losses)
    for index, tensor in enumerate(trainer.tensors):
        found = column(made, f"gradient_norm {tensor}")
        np.testing.assert_allclose(found, norms[:, index], rtol=2e-5)
    seen = [report.evaluation for report in reports if report.evaluation is not None]
    assert len(seen) == (2 if net is None else 0)
    for evaluation in seen:
        at = evaluation.step - 1
        assert column(made, "training_loss")[at] == evaluation.loss
        assert column(made, "validation_accuracy")[at] == evaluation.val_accuracy
    assert np.isfinite(column(made, "training_loss")).sum() == len(seen)


def report(first: int, losses: np.ndarray, norms: np.ndarray, **more: Evaluation) -> Report:
    return Report(first, 1, losses, norms, 0.5, 0.01, **more)  # type: ignore[arg-type]


def test_too_many_steps_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINES", 64)
    history = History(2)
    losses = np.arange(1.0, 257.0)
    history.add(
        report(1, losses, np.ones((256, 2), np.float32), evaluation=Evaluation(256, 0.1, 0.2))
    )
    made = ledger(history, TENSORS, classifies=False)
    assert len(made[1]) == 64
    np.testing.assert_allclose(column(made, "minibatch_loss"), losses.reshape(64, 4).mean(axis=1))
    np.testing.assert_allclose(column(made, "minibatch_loss_highest"), losses[3::4])
    assert column(made, "training_r2")[-1] == 0.2
    assert np.isnan(column(made, "validation_r2")).all()


def test_tensors_that_are_known_from_later_on_only_have_empty_cells_before() -> None:
    history = History(1)
    history.add(report(1, np.ones(10), np.ones((10, 1), np.float32)))
    other = history.for_others(2, 10)
    other.add(report(11, np.ones(5), np.full((5, 2), 3.0, np.float32)))
    norms = column(ledger(other, TENSORS, True), "gradient_norm A/bias")
    assert np.isnan(norms[:10]).all()
    np.testing.assert_allclose(norms[10:], 3.0, rtol=1e-6)


def test_a_run_that_has_not_begun_has_no_lines() -> None:
    head, lines = ledger(History(2), TENSORS, True)
    assert lines == []
    assert len(head) == 12
