"""What the settings of a run do to it: schedules, regularisers, clipping, early stopping."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.clippings.by_norm import ByNorm
from bpgui.engine.clippings.by_value import ByValue
from bpgui.engine.declaration import replace
from bpgui.engine.fields import fields_of
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.regularizers.max_norm import MaxNorm
from bpgui.engine.regularizers.none import NoRegularizer
from bpgui.engine.regularizers.penalties import L1, L2, ElasticNet
from bpgui.engine.rows import Rows
from bpgui.engine.schedules.cosine import Cosine
from bpgui.engine.schedules.plateau import ReduceOnPlateau
from bpgui.engine.schedules.step_decay import StepDecay
from bpgui.engine.schedules.warm_up import WarmUp
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from tests.engine.nets import peak_bytes
from tests.engine.runs import data, losses, nearness, trainer
from tests.sentences import is_sentence

#: Nothing is left to chance in this one.
PLAIN = chain(Input((3,)), Dense(6), Dense(2, "linear"), Loss())


@pytest.mark.parametrize(("set_to", "rows", "batch"), [(0, 7, 7), (5, 7, 5), (9, 7, 7), (7, 7, 7)])
def test_a_batch_has_no_more_rows_than_there_are(set_to: int, rows: int, batch: int) -> None:
    assert Training(batch_size=set_to).batch_of(rows) == batch


def test_a_number_has_as_many_bytes_as_its_precision() -> None:
    assert Training(precision="float32").itemsize == 4
    assert Training(precision="float64").itemsize == 8


#: Everything at once that a run can remember or look at.
ALL = {
    "schedule": WarmUp(0.5, 0.1, ReduceOnPlateau(patience=0, factor=0.5)),
    "regularizer": ElasticNet(1e-3, 1e-2),
    "clipping": ByNorm(0.5),
    "patience": 1000,
    "optimizer": "Adam",
}


def test_every_setting_is_explained() -> None:
    for field in fields_of(Training):
        assert field.label
        assert field.spec.help.endswith(".")


# -- all together ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [1, 4, 6, 11])
def test_a_run_with_everything_resumes_bit_for_bit(at: int) -> None:
    straight, broken, resumed = (trainer(**ALL) for _ in range(3))
    whole = losses(list(straight.make(24)))
    list(broken.make(at))
    resumed.restore(broken.state())
    assert losses(list(resumed.make(24 - at))) == whole[at:]
    assert resumed.learning_rate == straight.learning_rate
    single = trainer(**ALL)
    assert losses([r for _ in range(24) for r in single.make(1)]) == whole


def test_a_run_with_everything_goes_back_and_forth() -> None:
    run = trainer(**ALL)
    list(run.make(5))
    state = run.state()
    future = losses(list(run.make(20)))
    run.restore(state)
    assert losses(list(run.make(20))) == future


def test_a_step_with_everything_allocates_nothing() -> None:
    run = trainer(rows=2048, batch_size=1024, **ALL)
    assert peak_bytes(run.step_calls()) < 4096


# -- weights of rows -------------------------------------------------------------------------------


def weighted(weights: np.ndarray | None, x: np.ndarray, t: np.ndarray, batch: int = 0) -> Trainer:
    training = Training(batch_size=batch, precision="float64", optimizer="SGD")
    rows = Rows(x, t, weights)
    return Trainer(PLAIN, check(PLAIN), training, rows, rows.first(3), nearness)


def test_a_row_that_counts_twice_is_like_two_rows() -> None:
    rows = data(6)
    counts = np.array([2.0, 1, 0, 1, 1, 1])
    twice = np.r_[0, 0, 1, 3, 4, 5]
    by_weight = weighted(counts, rows.x, rows.t)
    by_rows = weighted(None, rows.x[twice], rows.t[twice])
    for _ in range(3):
        (a,), (b,) = by_weight.make(1), by_rows.make(1)
        assert a.losses[0] == pytest.approx(b.losses[0], rel=1e-12)
    np.testing.assert_allclose(
        by_weight.parameters.values, by_rows.parameters.values, rtol=1e-10, atol=1e-13
    )
    assert by_weight.evaluate().loss == pytest.approx(by_rows.evaluate().loss, rel=1e-12)


@pytest.mark.parametrize("batch", [0, 4])
def test_weights_of_one_change_nothing(batch: int) -> None:
    rows = data(10)
    plain = weighted(None, rows.x, rows.t, batch)
    ones = weighted(np.ones(10), rows.x, rows.t, batch)
    told = losses(list(plain.make(12)))
    assert told == pytest.approx(losses(list(ones.make(12))), rel=1e-14)
    np.testing.assert_array_equal(plain.parameters.values, ones.parameters.values)
    assert plain.evaluate().loss == pytest.approx(ones.evaluate().loss, rel=1e-14)


def test_weights_stay_with_their_rows_through_shuffling() -> None:
    rows = data(10)
    run = weighted(np.arange(10.0), rows.x, rows.t, batch=1)
    before = run.parameters.values.copy()
    for _ in range(2):
        order = run.state().order
        for row in order:
            run.parameters.values[...] = before
            (report,) = run.make(1)
            alone = weighted(None, rows.x[[row]], rows.t[[row]])
            alone.parameters.values[...] = before
            (single,) = alone.make(1)
            assert report.losses[0] == pytest.approx(row * single.losses[0], rel=1e-12)


# -- schedules -------------------------------------------------------------------------------------


def rates(run: Trainer, steps: int) -> list[float]:
    """The learning rate of each of the next steps."""
    found = []
    for _ in range(steps):
        found.append(run.learning_rate)
        list(run.make(1))
    return found


def test_the_schedule_sets_the_rate_of_every_step() -> None:
    run = trainer(learning_rate=0.1, schedule=Cosine(epochs=2))
    expected = [0.1 * (1 + np.cos(np.pi * step / 6)) / 2 for step in range(6)]
    assert rates(run, 6) == pytest.approx(expected, rel=1e-12)
    assert run.learning_rate == pytest.approx(0)


def test_the_weights_follow_the_rate_of_the_schedule() -> None:
    run = trainer(PLAIN, optimizer="SGD", schedule=Cosine(epochs=2), learning_rate=0.1)
    for _ in range(5):
        rate, before = run.learning_rate, run.values()
        list(run.make(1))
        for name, gradient in run.gradients().items():
            np.testing.assert_allclose(run.values()[name], before[name] - rate * gradient)


def test_a_live_learning_rate_keeps_to_the_schedule() -> None:
    run = trainer(learning_rate=0.1, schedule=StepDecay(epochs=1, factor=0.5))
    list(run.make(4))
    assert run.learning_rate == pytest.approx(0.05)
    run.retune(replace(run.training, learning_rate=0.4))
    assert run.learning_rate == pytest.approx(0.2)


def test_a_plateau_is_seen_after_every_epoch() -> None:
    run = trainer(learning_rate=0.0, schedule=ReduceOnPlateau(patience=1, factor=0.5))
    run.retune(replace(run.training, learning_rate=1e-12))
    found = [run.learning_rate]
    for _ in range(6):
        list(run.make_epoch())
        found.append(run.learning_rate)
    factors = [rate / 1e-12 for rate in found]
    # The first epoch sets the mark; every second one after it is one too many.
    assert factors == pytest.approx([1, 1, 1, 0.5, 0.5, 0.25, 0.25])


def test_watching_the_loss_does_not_hang_on_how_often_evaluations_are_asked_for() -> None:
    run = trainer(**ALL)
    steady = losses(list(run.make(30)))
    hasty = trainer(**ALL, steps=30)
    assert losses(list(hasty.run(seconds=1e-9, evaluate="none"))) == steady


# -- regularisers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("regularizer", [L1(0.1), L2(0.1), ElasticNet(0.1, 0.2)])
def test_the_penalty_is_in_the_loss_and_in_the_gradient(regularizer) -> None:
    """Also in the loss of an evaluation, so that the curves can be compared."""
    settings = {"batch_size": 0, "learning_rate": 0.0}
    plain, held = trainer(PLAIN, **settings), trainer(PLAIN, **settings, regularizer=regularizer)
    (plain_report,), (held_report,) = plain.make(1), held.make(1)
    weights = [w for name, w in held.values().items() if name.endswith("weight")]
    l1, l2 = sum(np.abs(w).sum() for w in weights), sum((w**2).sum() for w in weights)
    cost = {
        "L1": 0.1 * l1,
        "L2": 0.05 * l2,
        "ElasticNet": 0.1 * l1 + 0.1 * l2,
    }[regularizer.kind()]
    assert held_report.losses[0] - plain_report.losses[0] == pytest.approx(cost, rel=1e-9)
    assert held.evaluate().loss == pytest.approx(held_report.losses[0], rel=1e-9)
    assert held.evaluate().val_loss - plain.evaluate().val_loss == pytest.approx(cost, rel=1e-9)
    for name, gradient in held.gradients().items():
        pull = gradient - plain.gradients()[name]
        assert (np.abs(pull).max() > 1e-3) == name.endswith("weight"), "biases are left alone"
        norm = held_report.norms[0][held.tensors.index(name)]
        assert norm == pytest.approx(np.linalg.norm(gradient), rel=1e-9)


def test_regularised_weights_are_smaller() -> None:
    def size(**settings: object) -> float:
        run = trainer(PLAIN, learning_rate=0.02, **settings)
        list(run.make(500))
        return float(np.linalg.norm(run.values()["Dense/weight"]))

    assert size(regularizer=L2(0.05)) < 0.5 * size()


def test_max_norm_holds_after_every_step() -> None:
    run = trainer(PLAIN, learning_rate=0.5, regularizer=MaxNorm(limit=0.4))
    for _ in range(10):
        list(run.make(1))
        for name, weight in run.values().items():
            if name.endswith("weight"):
                assert np.linalg.norm(weight, axis=1).max() <= 0.4 * (1 + 1e-12)


def test_regularisation_may_change_while_it_runs() -> None:
    run = trainer(PLAIN, batch_size=0, learning_rate=0.0)
    (before,) = run.make(1)
    run.retune(replace(run.training, regularizer=L2(0.5)))
    (held,) = run.make(1)
    run.retune(replace(run.training, regularizer=NoRegularizer()))
    (after,) = run.make(1)
    assert held.losses[0] > before.losses[0] == after.losses[0]


# -- clipping --------------------------------------------------------------------------------------


def test_clipping_bounds_the_step_and_not_the_norms_reported() -> None:
    settings = {"batch_size": 0, "learning_rate": 1.0, "optimizer": "SGD"}
    free, held = trainer(PLAIN, **settings), trainer(PLAIN, **settings, clipping=ByNorm(1e-3))
    before = held.parameters.values.copy()
    (free_report,), (held_report,) = free.make(1), held.make(1)
    moved = held.parameters.values - before
    assert np.linalg.norm(moved) == pytest.approx(1e-3, rel=1e-9)
    np.testing.assert_array_equal(free_report.norms, held_report.norms)


def test_clipping_by_value_bounds_every_number() -> None:
    run = trainer(PLAIN, optimizer="SGD", learning_rate=1.0, clipping=ByValue(1e-3))
    before = run.parameters.values.copy()
    list(run.make(1))
    assert np.abs(run.parameters.values - before).max() == pytest.approx(1e-3, rel=1e-9)


# -- early stopping --------------------------------------------------------------------------------


def test_it_stops_when_patience_ends_and_takes_the_best_weights() -> None:
    # A learning rate this large makes things worse after a while.
    run = trainer(PLAIN, learning_rate=0.6, optimizer="Momentum", patience=4, rows=20)
    *_, last = itertools.islice(run.run(seconds=1e-9), 10_000)
    assert last.stopped is not None
    assert is_sentence(last.stopped)
    assert "not fallen for 4 epochs" in last.stopped
    assert "are back" in last.stopped
    found = [epoch_loss(trainer_at(run, epoch)) for epoch in range(1, run.epoch + 1)]
    best = int(np.argmin(found))
    assert run.epoch == best + 1 + 4
    assert f"epoch {best + 1:,}" in last.stopped
    assert run.evaluate().val_loss == pytest.approx(found[best], rel=1e-12)


def trainer_at(run: Trainer, epoch: int) -> Trainer:
    """A run like this one, after so many epochs."""
    other = trainer(PLAIN, learning_rate=0.6, optimizer="Momentum", rows=20)
    for _ in range(epoch):
        list(other.make_epoch())
    return other


def epoch_loss(run: Trainer) -> float:
    found = run.evaluate().val_loss
    assert found is not None
    return found


@pytest.mark.parametrize("at", [1, 5, 10])
def test_a_resumed_run_is_as_patient_and_remembers_the_best(at: int) -> None:
    settings = {"learning_rate": 0.6, "optimizer": "Momentum", "patience": 4, "rows": 20}
    straight, broken, resumed = (trainer(PLAIN, **settings) for _ in range(3))
    *_, last = itertools.islice(straight.run(), 10_000)
    list(broken.make(at))
    resumed.restore(broken.state())
    *_, again = itertools.islice(resumed.run(), 10_000)
    assert again.stopped == last.stopped
    np.testing.assert_array_equal(resumed.parameters.values, straight.parameters.values)


def test_the_last_weights_can_be_kept_instead() -> None:
    settings = {"learning_rate": 0.6, "optimizer": "Momentum", "patience": 4, "rows": 20}
    run = trainer(PLAIN, **settings, best_weights=False)
    *_, last = itertools.islice(run.run(), 10_000)
    assert "are back" not in str(last.stopped)
    same = trainer_at(run, run.epoch)
    np.testing.assert_array_equal(run.parameters.values, same.parameters.values)


def test_patience_does_not_hang_on_how_often_evaluations_are_asked_for() -> None:
    run = trainer(PLAIN, learning_rate=0.0, patience=200)
    *_, last = itertools.islice(run.run(seconds=1, evaluate="none"), 10_000)
    assert run.epoch == 201
    assert "are back" in str(last.stopped)


def test_without_validation_rows_the_training_loss_counts() -> None:
    run = trainer(PLAIN, learning_rate=0.0, patience=2, validation=0)
    *_, last = itertools.islice(run.run(), 100)
    assert run.epoch == 3
    assert last.stopped is not None


def test_a_run_out_of_patience_ends_again_at_once_but_may_be_given_more() -> None:
    run = trainer(PLAIN, learning_rate=0.0, patience=2)
    list(itertools.islice(run.run(), 100))
    (again,) = itertools.islice(run.run(), 100)
    assert again.stopped is not None
    assert run.epoch == 3
    run.retune(replace(run.training, patience=4))
    list(itertools.islice(run.run(), 100))
    assert run.epoch == 5


def test_the_same_epochs_are_evaluated_in_every_run() -> None:
    """However fast the machine is, and wherever it is paused."""

    def evaluated(seconds: float) -> list[int]:
        run = trainer(PLAIN, learning_rate=0.01, epochs=450)
        reports = list(run.run(seconds, evaluate="some"))
        return [r.evaluation.step // run.steps_per_epoch for r in reports if r.evaluation]

    hasty, slow = evaluated(1e-9), evaluated(1.0)
    assert hasty == slow
    assert slow[:100] == list(range(1, 101))
    assert slow[-3:] == [444, 448, 450]
