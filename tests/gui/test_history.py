"""The history of a run: every loss and norm of its reports, and the evaluations."""

from __future__ import annotations

import numpy as np

from bpgui.engine.report import Evaluation, Report
from bpgui.gui.history import ZERO, History


def report(first: int, losses: list[float], evaluation: Evaluation | None = None) -> Report:
    norms = np.array([[loss, 0.0] for loss in losses])
    return Report(first, 0, np.array(losses), norms.reshape(-1, 2), 0.5, 0.001, evaluation)


def test_losses_rates_and_norms_of_every_step_are_there() -> None:
    history = History(2)
    history.add(report(1, [4.0, 2.0]))
    history.add(report(3, [1.0]))
    spans = history.losses(0, 3, 100)
    assert spans.mean[:, 0].tolist() == [4.0, 2.0, 1.0]
    assert spans.mean[:, 1].tolist() == [0.5, 0.5, 0.5]
    norms = history.norms(0, 3, 100)
    np.testing.assert_allclose(norms.mean[:, 0], np.log10([4.0, 2.0, 1.0]), atol=1e-6)
    assert (norms.mean[:, 1] == ZERO).all()
    assert history.last == 3


def test_steps_without_a_gradient_do_not_hide_those_beside_them() -> None:
    history = History(2)
    losses = np.full(800, 1.0)
    norms = np.where(np.arange(800)[:, None] % 8 == 0, 0.0, 0.04) * np.ones((1, 2))
    history.add(Report(1, 0, losses, norms, 0.5, 0.001, None))
    spans = history.norms(0, 800, 10)
    assert len(spans) <= 10
    np.testing.assert_allclose(10.0**spans.mean, 0.035, rtol=0.05)
    assert (spans.low == ZERO).all()


def test_a_report_from_an_earlier_step_takes_the_place_of_what_followed() -> None:
    history = History(2)
    history.add(report(1, [5.0, 4.0, 3.0, 2.0], Evaluation(4, 2.0, 0.5)))
    history.add(report(3, [9.0]))
    assert history.losses(0, 10, 100).mean[:, 0].tolist() == [5.0, 4.0, 9.0]
    assert history.evaluation is None


def test_there_is_one_evaluation_a_step_and_the_newest_stays() -> None:
    history = History(2)
    history.measured(Evaluation(0, 2.0, 0.1, 3.0, 0.2))
    history.measured(Evaluation(0, 1.0, 0.1))
    seen = history.evaluations
    assert seen.loss.tolist() == [1.0]
    assert np.isnan(seen.val_loss).all()


def test_too_many_evaluations_are_thinned_evenly() -> None:
    history = History(2)
    for step in range(50_000):
        history.measured(Evaluation(step, float(step), 0.5))
        assert history.evaluation is not None
        assert history.evaluation.step == step
    seen = history.evaluations.step
    assert len(seen) <= 8192
    gaps = np.diff(seen)[:-1]
    assert gaps.max() <= 2 * gaps.min()
    assert seen[0] == 0


def test_a_report_without_steps_changes_nothing() -> None:
    history = History(2)
    history.add(report(1, [1.0]))
    history.add(report(2, []))
    assert history.last == 1


def test_a_run_may_begin_at_a_later_step() -> None:
    history = History(2, origin=100)
    history.add(report(101, [1.0, 2.0]))
    assert (history.first, history.last) == (100, 102)


def test_a_copy_goes_on_apart() -> None:
    history = History(2)
    history.add(report(1, [5.0, 4.0, 3.0], Evaluation(3, 3.0, 0.5)))
    other = history.copy()
    other.add(report(2, [9.0, 8.0, 7.0]))
    history.add(report(4, [1.0], Evaluation(4, 1.0, 0.75)))
    assert history.losses(0, 10, 100).mean[:, 0].tolist() == [5.0, 4.0, 3.0, 1.0]
    assert history.evaluations.step.tolist() == [3, 4]
    assert other.losses(0, 10, 100).mean[:, 0].tolist() == [5.0, 9.0, 8.0, 7.0]
    assert other.evaluation is None


def test_it_knows_how_much_memory_it_takes() -> None:
    history = History(8)
    empty = history.nbytes
    block = report(1, [1.0])
    history.add(Report(1, 0, np.ones(1000), np.ones((1000, 8)), 0.1, 0.001, block.evaluation))
    assert history.nbytes - empty == 1000 * (2 * 8 + 8 * 4)


def test_a_copy_for_other_tensors_has_no_norms_of_before() -> None:
    history = History(2)
    history.add(report(1, [5.0, 4.0, 3.0], Evaluation(3, 3.0, 0.5)))
    other = history.for_others(3, 2)
    other.rewind(2)
    other.add(Report(3, 0, np.array([1.0]), np.ones((1, 3)), 0.5, 0.001))
    assert other.losses(0, 10, 100).mean[:, 0].tolist() == [5.0, 4.0, 1.0]
    assert (other.first, other.last) == (0, 3)
    norms = other.norms(0, 10, 100)
    assert norms.first.tolist() == [3]
    assert norms.mean.tolist() == [[0.0, 0.0, 0.0]]
    assert other.evaluation is None


def test_what_is_measured_after_going_back_stands_where_it_belongs() -> None:
    history = History(2)
    for step in (0, 10, 20, 30):
        history.measured(Evaluation(step, float(step), 0.5))
    history.measured(Evaluation(15, 1.5, 0.5))
    history.measured(Evaluation(20, 2.5, 0.5))
    assert history.evaluations.step.tolist() == [0, 10, 15, 20, 30]
    assert history.evaluations.loss.tolist() == [0, 10, 1.5, 2.5, 30]


def test_ten_million_steps_take_a_few_megabytes() -> None:
    history, many = History(2), 500_000
    losses, norms = np.linspace(1, 0, many), np.ones((many, 2))
    sizes = []
    for number in range(20):
        history.add(Report(number * many + 1, 0, losses, norms, 0.1, 0.001))
        for part in range(1000):
            history.measured(Evaluation(number * many + 500 * (part + 1), 0.5, 0.5))
        sizes.append(history.nbytes)
    assert history.last == 10_000_000
    assert max(sizes[10:]) <= max(sizes[:10])
    assert max(sizes) < 8 << 20


def test_the_more_tensors_the_fewer_steps_are_kept_exactly() -> None:
    history, norms = History(400), np.ones((5000, 400))
    for number in range(4):
        history.add(Report(1 + 5000 * number, 0, np.ones(5000), norms, 0.1, 0.001))
    assert history.norms(15_001, 20_000, 10_000).exact
    assert not history.norms(5001, 5010, 10).exact
    assert history.losses(5001, 5010, 10).exact
