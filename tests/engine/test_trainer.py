"""Training: the same seed gives the same numbers, however it is driven, stopped and resumed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

import bpgui.engine.anchor
import bpgui.engine.trainer
from bpgui.engine.declaration import replace
from bpgui.engine.evaluator import Abandoned
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.optimizer import optimizers
from bpgui.engine.report import Report
from bpgui.engine.state import StateError
from bpgui.engine.trainer import Trainer
from tests.engine.nets import peak_bytes
from tests.engine.runs import data, losses, nearness, trainer
from tests.sentences import is_sentence

LINEAR = chain(Input((3,)), Dense(4, "relu"), Dense(2, "linear"), Loss())


def taken(reports: Iterator[Report], steps: int) -> list[Report]:
    """Reports until so many steps are made."""
    made: list[Report] = []
    while sum(len(report.losses) for report in made) < steps:
        made.append(next(reports))
    return made


# -- the same numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_same_seed_gives_the_same_losses_bit_for_bit(precision: str) -> None:
    one, same, other = (
        losses(list(trainer(seed=seed, precision=precision).make(40))) for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_the_length_of_the_spans_changes_nothing() -> None:
    whole = losses(list(trainer().make(40)))
    single, mixed, timed = trainer(), trainer(), trainer()
    assert losses([r for _ in range(40) for r in single.make(1)]) == whole
    assert losses([r for n in (7, 1, 20, 12) for r in mixed.make(n)]) == whole
    assert losses(taken(timed.run(seconds=1e-9), 40))[:40] == whole


def test_evaluating_changes_nothing() -> None:
    whole = losses(list(trainer().make(12)))
    watched = trainer()
    found = []
    for _ in range(12):
        found += losses(list(watched.make(1)))
        watched.evaluate()
        watched.predict(data(3).x)
    assert found == whole


@pytest.mark.parametrize("optimizer", list(optimizers), ids=lambda kind: kind.kind())
@pytest.mark.parametrize("at", [3, 7, 8])
def test_a_resumed_run_goes_on_bit_for_bit(optimizer: type, at: int) -> None:
    """Also in the middle of an epoch of three steps, in another trainer, and after going back."""
    straight, broken, resumed = (trainer(optimizer=optimizer()) for _ in range(3))
    whole = losses(list(straight.make(20)))
    list(broken.make(at))
    state = broken.state()
    list(resumed.make(2))
    resumed.restore(state)
    assert (resumed.step, resumed.epoch) == (at, at // 3)
    assert losses(list(resumed.make(20 - at))) == whole[at:]
    list(broken.make(5))
    broken.restore(state)
    assert losses(list(broken.make(20 - at))) == whole[at:]
    np.testing.assert_array_equal(broken.parameters.values, straight.parameters.values)


def test_a_state_is_a_copy() -> None:
    run = trainer()
    state = run.state()
    before = {name: array.copy() for name, array in state.parameters.items()}
    list(run.make(5))
    assert all(np.array_equal(state.parameters[name], array) for name, array in before.items())
    assert state.step == 0
    assert state.finite()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"graph": LINEAR}, "another diagram"),
        ({"optimizer": "SGD"}, "another optimiser"),
        ({"rows": 26}, "other rows"),
    ],
)
def test_the_state_of_another_run_is_refused(other: dict[str, object], words: str) -> None:
    run = trainer()
    before = run.parameters.values.copy()
    with pytest.raises(StateError, match=words) as error:
        run.restore(trainer(**other).state())  # type: ignore[arg-type]
    assert is_sentence(str(error.value))
    np.testing.assert_array_equal(run.parameters.values, before)


def test_a_state_beyond_this_epoch_is_refused() -> None:
    run, finer = trainer(batch_size=10), trainer(batch_size=2)
    list(finer.make(11))
    with pytest.raises(StateError, match="another batch size"):
        run.restore(finer.state())


def test_damaged_random_generators_are_refused() -> None:
    run = trainer()
    state = run.state()
    with pytest.raises(StateError, match="random generators"):
        run.restore(state.__class__(**{**state.__dict__, "random": "[{}]"}))


# -- what a step does ------------------------------------------------------------------------------


def test_a_step_is_the_textbook_one() -> None:
    """Full batch, plain gradient descent, one linear layer: all by hand."""
    graph = chain(Input((3,)), Dense(2, "linear"), Loss("half squared error"))
    run = trainer(graph, batch_size=0, optimizer="SGD", learning_rate=0.1)
    before = run.values()
    (report,) = run.make(1)
    x, t = data(25).x, data(25).t
    error = x @ before["Dense/weight"].T + before["Dense/bias"] - t
    gradient = error.T @ x / 25
    assert report.losses[0] == pytest.approx(0.5 * np.sum(error**2) / 25, rel=1e-12)
    np.testing.assert_allclose(run.gradients()["Dense/weight"], gradient, rtol=1e-10)
    np.testing.assert_allclose(
        run.values()["Dense/weight"], before["Dense/weight"] - 0.1 * gradient, rtol=1e-10
    )
    np.testing.assert_allclose(
        report.norms[0],
        [np.linalg.norm(gradient), np.linalg.norm(error.mean(axis=0))],
        rtol=1e-10,
    )


def test_the_last_mini_batch_may_be_shorter() -> None:
    graph = chain(Input((3,)), Dense(2, "linear"), Loss("half squared error"))
    run = trainer(graph, rows=25, batch_size=10, learning_rate=0.0)
    assert run.steps_per_epoch == 3
    whole = trainer(graph, rows=25, batch_size=0, learning_rate=0.0)
    parts = losses(list(run.make_epoch()))
    (together,) = losses(list(whole.make_epoch()))
    assert np.average(parts, weights=[10, 10, 5]) == pytest.approx(together, rel=1e-12)


@pytest.mark.parametrize(("batch", "steps"), [(0, 1), (25, 1), (1000, 1), (1, 25), (24, 2)])
def test_the_batch_decides_how_many_steps_make_an_epoch(batch: int, steps: int) -> None:
    run = trainer(batch_size=batch)
    assert run.steps_per_epoch == steps
    list(run.make_epoch())
    assert (run.step, run.epoch) == (steps, 1)


def test_every_epoch_has_an_order_of_its_own() -> None:
    run = trainer()
    orders = []
    for _ in range(3):
        orders.append(tuple(run.state().order))
        list(run.make_epoch())
    assert len(set(orders)) == 3
    assert all(sorted(order) == list(range(25)) for order in orders)


def test_reports_follow_one_another_and_lose_no_step() -> None:
    run = trainer(steps=20)
    reports = list(run.run(seconds=1e-9))
    assert [r.first for r in reports[1:]] == [r.last + 1 for r in reports[:-1]]
    assert reports[0].first == 1
    assert reports[-1].last == run.step == 20
    for report in reports:
        assert report.norms.shape == (len(report.losses), len(run.tensors))
        assert report.seconds >= 0
        assert report.epoch == report.last // 3


def test_reports_keep_arrays_of_their_own() -> None:
    run = trainer()
    (first,) = run.make(2)
    losses, norms = first.losses.copy(), first.norms.copy()
    list(run.make(30))
    np.testing.assert_array_equal(first.losses, losses)
    np.testing.assert_array_equal(first.norms, norms)


def test_the_end_of_an_epoch_is_evaluated_on_all_rows_without_dropout() -> None:
    run = trainer()
    *_, report = run.make_epoch()
    evaluation = report.evaluation
    assert evaluation is not None
    assert evaluation.step == 3
    rows = data(25)
    assert evaluation.accuracy == pytest.approx(nearness(run.predict(rows.x), rows.t))
    assert evaluation.loss == pytest.approx(np.mean((run.predict(rows.x) - rows.t) ** 2))
    assert evaluation.val_loss is not None
    assert trainer(validation=0).evaluate().val_loss is None


def test_an_evaluation_can_be_given_up_and_the_training_is_the_same() -> None:
    whole = trainer()
    run = trainer()
    run.abandon = lambda: True
    reports = list(run.make(9))
    assert [report.evaluation for report in reports] == [None] * len(reports)
    assert losses(reports) == losses(list(whole.make(9)))
    run.abandon = None
    assert list(run.make_epoch())[-1].evaluation is not None
    with pytest.raises(Abandoned):
        run.evaluate(abandon=lambda: True)


@pytest.mark.parametrize("limit", [{"epochs": 1}, {"steps": 3}, {"loss_threshold": 1e-9}])
def test_an_evaluation_on_which_a_limit_hangs_is_not_given_up(limit: dict[str, float]) -> None:
    run = trainer(**limit)
    run.abandon = lambda: True
    *_, report = itertools.islice(run.run(seconds=1e-9), 3)
    assert report.evaluation is not None


def test_tensors_are_named_after_their_nodes() -> None:
    run = trainer()
    assert run.tensors == ("Dense/weight", "Dense/bias", "Dense 2/weight", "Dense 2/bias")
    assert run.tensor_nodes == (2, 2, 4, 4)
    assert set(run.values()) == set(run.gradients()) == set(run.tensors)


def test_it_learns() -> None:
    graph = chain(Input((3,)), Dense(16), Dense(2, "linear"), Loss())
    run = trainer(graph, optimizer="Adam", learning_rate=0.02, rows=60)
    before = run.evaluate().loss
    list(run.make(600))
    assert run.evaluate().loss < 0.05 * before


def test_a_step_allocates_nothing() -> None:
    run = trainer(rows=2048, batch_size=1024)
    assert peak_bytes(run.step_calls()) < 4096


# -- limits ----------------------------------------------------------------------------------------


def ended(run: Trainer) -> Report:
    """The last report of a run that ends by itself."""
    *_, last = itertools.islice(run.run(), 10_000)
    assert last.stopped is not None
    assert is_sentence(last.stopped)
    return last


def test_it_stops_after_so_many_epochs() -> None:
    run = trainer(epochs=4)
    last = ended(run)
    assert (run.epoch, run.step) == (4, 12)
    assert "4 epochs" in str(last.stopped)
    assert last.evaluation is not None


@pytest.mark.parametrize("steps", [1, 3, 7, 5000])
def test_it_stops_after_exactly_so_many_steps(steps: int) -> None:
    run = trainer(steps=steps)
    assert f"{steps:,} step" in str(ended(run).stopped)
    assert run.step == steps


def test_it_stops_at_a_low_loss() -> None:
    graph = chain(Input((3,)), Dense(8), Dense(2, "linear"), Loss())
    run = trainer(graph, loss_threshold=0.1, optimizer="Adam")
    last = ended(run)
    assert last.evaluation is not None
    assert last.evaluation.loss < 0.1
    assert "fell below 0.1" in str(last.stopped)


def test_a_run_that_has_ended_ends_again_at_once() -> None:
    run = trainer(epochs=1)
    ended(run)
    (again,) = run.run()
    assert again.stopped == "Finished: 1 epoch is done."
    assert (again.first, again.last, len(again.losses)) == (4, 3, 0)
    assert run.step == 3


def test_more_steps_can_be_made_by_hand() -> None:
    run = trainer(epochs=1)
    ended(run)
    assert sum(len(report.losses) for report in run.make(5)) == 5
    list(run.make_epoch())
    assert (run.step, run.epoch) == (9, 3)


# -- changes while it runs -------------------------------------------------------------------------


def test_the_learning_rate_may_change_at_any_step() -> None:
    run = trainer(optimizer="SGD", learning_rate=0.1)
    list(run.make(2))
    run.retune(replace(run.training, learning_rate=0.0))
    before = run.values()
    (report,) = run.make(1)
    assert report.learning_rate == run.learning_rate == 0.0
    assert all(np.array_equal(run.values()[name], array) for name, array in before.items())
    run.retune(replace(run.training, learning_rate=0.2))
    list(run.make(1))
    for name, gradient in run.gradients().items():
        np.testing.assert_allclose(run.values()[name], before[name] - 0.2 * gradient, rtol=1e-12)


def test_limits_may_change_while_it_runs() -> None:
    run = trainer(steps=5)
    ended(run)
    run.retune(replace(run.training, steps=0, epochs=6))
    ended(run)
    assert run.step == 18


# -- reports ---------------------------------------------------------------------------------------


class Clock:
    """A millisecond passes whenever somebody looks."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        self.now += 1e-3
        return self.now


def test_reports_span_as_many_steps_as_fit_into_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpgui.engine.trainer, "time", Clock())
    run = trainer()
    reports = itertools.islice(run.run(seconds=0.02, evaluate="none"), 3)
    # A step is taken to last 100 microseconds, until 198 have taken a millisecond; of epochs of
    # three steps, only whole ones are made.
    spans = [len(report.losses) for report in reports]
    assert spans == [198, 3960, 4095]


def test_dropout_is_on_in_training_and_off_when_rows_are_measured() -> None:
    graph = chain(Input((3,)), Dropout(0.5), Dense(2, "linear"), Loss())
    run = trainer(graph, batch_size=0, learning_rate=0.0)
    assert len(set(losses(list(run.make(5))))) == 5
    values, rows = run.values(), data(25)
    answers = rows.x @ values["Dense/weight"].T + values["Dense/bias"]
    assert run.evaluate().loss == pytest.approx(np.mean(np.square(answers - rows.t)))


def test_start_values_that_cannot_serve_are_refused() -> None:
    graph = chain(Input((3,)), Dense(2, initializer={"kind": "Given", "values": [1.0]}), Loss())
    with pytest.raises(ValueError, match="are needed"):
        trainer(graph)
