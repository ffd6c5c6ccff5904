"""Going on with other settings: what fits is taken over, what does not begins anew."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bpgui.engine.declaration import replace
from bpgui.engine.graph import chain
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.optimizers.adam import Adam
from bpgui.engine.optimizers.sgd import SGD
from bpgui.engine.patience import Patience
from bpgui.engine.schedules.plateau import ReduceOnPlateau
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.project.continuing import continued, felt
from bpgui.project.project import Project
from bpgui.project.session import start

PROJECT = Project(chain(Input(), Dense(units=8), Dense(units=1), Loss()))


def changed(**settings: object) -> Project:
    return dataclasses.replace(PROJECT, training=replace(PROJECT.training, **settings))


def trained(project: Project = PROJECT, steps: int = 57) -> State:
    trainer = start(project)
    list(trainer.make(steps))
    return trainer.state()


def going_on(state: State, after: Project, before: Project = PROJECT) -> Trainer:
    """A trainer of `after` at the state of `before`; it makes an epoch to show that it can."""
    trainer = start(after)
    trainer.restore(continued(state, before, after, trainer.state()))
    return trainer


def test_what_a_run_that_goes_on_notices() -> None:
    graph = PROJECT.graph
    dense = next(node for node in graph.nodes.values() if isinstance(node.layer, Dense))

    def other(**settings: object) -> Project:
        layer = replace(dense.layer, **settings)
        return dataclasses.replace(PROJECT, graph=graph.with_layer(dense.id, layer))

    assert not felt(PROJECT, other(initializer="HeNormal", bias_initializer="Constant"))
    assert not felt(PROJECT, dataclasses.replace(PROJECT, notes="seen"))
    assert felt(PROJECT, other(units=9))
    assert felt(PROJECT, changed(learning_rate=0.5))
    assert felt(PROJECT, changed(seed=2))


@pytest.mark.parametrize(
    "project",
    [
        PROJECT,
        changed(schedule=ReduceOnPlateau(), patience=50),
        changed(optimizer=SGD(), batch_size=0),
    ],
)
def test_with_nothing_changed_it_goes_on_bit_for_bit(project: Project) -> None:
    trainer = start(project)
    list(trainer.make(57))
    state = trainer.state()
    other = going_on(state, project, project)
    for name, array in state.parameters.items():
        assert continued(state, project, project, start(project).state()).parameters[name] is array
    expected = np.concatenate([report.losses for report in trainer.make(200)])
    np.testing.assert_array_equal(
        np.concatenate([report.losses for report in other.make(200)]), expected
    )


def test_another_learning_rate_keeps_weights_optimiser_and_place_in_the_epoch() -> None:
    state = trained()
    made = going_on(state, changed(learning_rate=0.1)).state()
    for name, array in state.moments.items():
        np.testing.assert_array_equal(made.moments[name], array)
    assert (made.step, made.epoch, made.position) == (57, state.epoch, state.position)


def test_another_optimiser_starts_with_an_empty_memory() -> None:
    state = trained()
    trainer = going_on(state, changed(optimizer=SGD()))
    for name, array in state.parameters.items():
        np.testing.assert_array_equal(trainer.values()[name], array)
    assert trainer.state().moments.keys() == start(changed(optimizer=SGD())).state().moments.keys()
    list(trainer.make(100))


def test_the_same_optimiser_with_other_settings_keeps_its_memory() -> None:
    state = trained()
    made = going_on(state, changed(optimizer=Adam(beta1=0.5))).state()
    for name, array in state.moments.items():
        np.testing.assert_array_equal(made.moments[name], array)


def test_other_mini_batches_begin_the_epoch_again() -> None:
    trainer = going_on(trained(), changed(batch_size=64))
    assert trainer.state().position == 0
    list(trainer.make_epoch())


def test_a_layer_that_is_wider_now_is_drawn_anew_and_the_others_are_kept() -> None:
    state = trained()
    ids = list(PROJECT.graph.nodes)
    graph = PROJECT.graph.with_layer(ids[2], Dense(units=1, bias=False))
    trainer = going_on(state, dataclasses.replace(PROJECT, graph=graph))
    values = trainer.values()
    assert values.keys() == state.parameters.keys() - {"Dense 2/bias"}
    for name in values:
        np.testing.assert_array_equal(values[name], state.parameters[name])
    wider = dataclasses.replace(PROJECT, graph=PROJECT.graph.with_layer(ids[1], Dense(units=9)))
    fresh = start(wider).values()
    for name, value in going_on(state, wider).values().items():
        known = state.parameters[name].shape == value.shape
        np.testing.assert_array_equal(value, state.parameters[name] if known else fresh[name])


def test_tensors_follow_their_layer_under_another_name() -> None:
    state = trained()
    ids = list(PROJECT.graph.nodes)
    graph = PROJECT.graph.rename(ids[1], "Hidden")
    trainer = going_on(state, dataclasses.replace(PROJECT, graph=graph))
    np.testing.assert_array_equal(
        trainer.values()["Hidden/weight"], state.parameters["Dense/weight"]
    )
    for name, array in state.moments.items():
        np.testing.assert_array_equal(trainer.state().moments[name], array)


def test_a_layer_put_between_joins_a_trained_network() -> None:
    state = trained()
    layers = Input(), Dense(units=8), BatchNorm(), Dense(units=1), Loss()
    graph = chain(*layers)
    trainer = going_on(state, dataclasses.replace(PROJECT, graph=graph))
    np.testing.assert_array_equal(
        trainer.values()["Dense/weight"], state.parameters["Dense/weight"]
    )
    list(trainer.make(50))


def test_another_share_of_rows_draws_their_order_anew() -> None:
    data = replace(PROJECT.data, validation=0.5)
    trainer = going_on(trained(), dataclasses.replace(PROJECT, data=data))
    assert sorted(trainer.state().order) == list(range(250))
    list(trainer.make(100))


def test_another_seed_draws_other_rows_from_here_on() -> None:
    state = trained()
    made = going_on(state, changed(seed=2)).state()
    assert made.random != state.random
    np.testing.assert_array_equal(made.parameters["Dense/weight"], state.parameters["Dense/weight"])


def test_the_best_loss_so_far_is_remembered_for_as_long_as_the_rows_are_the_same() -> None:
    patient = changed(patience=50)
    other_rows = dataclasses.replace(patient, data=replace(patient.data, seed=7))
    trainer = start(patient)
    for _ in range(3):
        list(trainer.make_epoch())
    state = trainer.state()
    assert set(Patience.NAMES) <= state.moments.keys()
    for after, remembered in ((changed(patience=9), True), (other_rows, False)):
        made = continued(state, patient, after, start(after).state())
        assert (set(Patience.NAMES) <= made.moments.keys()) is remembered
