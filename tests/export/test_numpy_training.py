"""The NumPy program trains as the trainer does."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from bpgui.engine.clipping import clippings
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.optimizer import optimizers
from bpgui.engine.regularizer import regularizers
from bpgui.engine.schedule import schedules
from bpgui.engine.training import Training
from bpgui.project.bundle import bundle
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start
from tests.engine.nets import Net
from tests.engine.runs import data, trainer
from tests.engine.runs import losses as losses_of
from tests.engine.variants import all_variants
from tests.export.numpy_runs import (
    PLAIN,
    bundle_of,
    follow,
    near,
    owned,
    program,
    translated,
)

NOISY = chain(Input((3,)), Dense(6), Dropout(0.2), BatchNorm(), Dense(2, "linear"), Loss())


def same_steps(graph: Graph, steps: int = 8, **settings: Any) -> None:
    """So many updates by trainer and program, with the same mini-batches, give the same losses."""
    run = trainer(graph, rows=24, **settings)
    module = translated(bundle_of(graph, run.values(), run.training))
    follow(run, module, data(24).x, data(24).t, steps)


@pytest.mark.parametrize(
    "optimizer",
    [o for _, o in all_variants(optimizers)],
    ids=[n for n, _ in all_variants(optimizers)],
)
def test_every_optimiser(optimizer: Any) -> None:
    same_steps(PLAIN, 5, optimizer=optimizer)


@pytest.mark.parametrize(
    "regularizer",
    [r for _, r in all_variants(regularizers)],
    ids=[n for n, _ in all_variants(regularizers)],
)
def test_every_regulariser(regularizer: Any) -> None:
    same_steps(PLAIN, regularizer=regularizer)


@pytest.mark.parametrize(
    "clipping", [c for _, c in all_variants(clippings)], ids=[n for n, _ in all_variants(clippings)]
)
@pytest.mark.parametrize("penalty", ["NoRegularizer", "L2"])
def test_every_clipping(clipping: Any, penalty: str) -> None:
    same_steps(PLAIN, clipping=clipping, regularizer=penalty)


@pytest.mark.parametrize("batch", [0, 1, 7])
def test_noise_and_statistics_in_training(batch: int) -> None:
    same_steps(NOISY, batch_size=batch)


@pytest.mark.parametrize(
    "schedule", [s for _, s in all_variants(schedules)], ids=[n for n, _ in all_variants(schedules)]
)
def test_every_schedule(schedule: Any) -> None:
    settings = Training(schedule=schedule, learning_rate=0.5)
    module = translated(bundle_of(PLAIN, Net(PLAIN).parameters.copies(), settings))
    if not hasattr(module, "rate_at"):
        assert schedule.kind() == "Constant"
        return
    memory = np.array(schedule.memory())
    extra = [1.0] if len(memory) else []
    for epoch in (0, 0.25, 1, 1.5, 3, 4, 70):
        wanted = 0.5 * schedule.factors(np.array([float(epoch)]), memory)[0]
        assert module.rate_at(epoch, *extra) == pytest.approx(wanted)


@pytest.mark.parametrize("batch", [0, 10])
@pytest.mark.parametrize(
    "schedule", ["Constant", "Cosine", "StepDecay", "ReduceOnPlateau", "WarmUp"]
)
@pytest.mark.parametrize("graph", [PLAIN, NOISY], ids=["plain", "noisy"])
def test_training_lowers_the_loss(graph: Graph, schedule: str, batch: int) -> None:
    settings = Training(schedule=schedule, batch_size=batch, learning_rate=0.01)
    w = owned(Net(graph).parameters.copies())
    costs = program(bundle_of(graph, w, settings)).train(data(50).x, data(50).t, 20, w)
    assert len(costs) == 20
    assert costs[-1] < 0.9 * costs[0]


def test_a_plateau_lowers_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = schedules.parse({"kind": "ReduceOnPlateau", "patience": 1, "factor": 0.5})
    settings = Training(schedule=schedule, batch_size=0, learning_rate=1.0)
    module, rates = program(bundle_of(PLAIN, {}, settings)), []
    monkeypatch.setattr(module, "step", lambda x, t, w, memory, rate: rates.append(rate) or 3.0)
    module.train(np.zeros((2, 3)), np.zeros((2, 2)), 8, {})
    memory, wanted = np.array(schedule.memory()), []
    for epoch in range(8):
        wanted.append(float(schedule.factors(np.array([epoch]), memory)[0]))
        schedule.notice(3.0, memory)
    assert rates == wanted
    assert rates[-1] == 0.125


@pytest.mark.parametrize("name", ["xor", "iris"])
def test_classes_may_count_alike(name: str) -> None:
    project = load_example(name)
    training = replace(project.training, class_weights="balanced", precision="float64")
    project = dataclasses.replace(project, training=training)
    ready = prepare(project)
    assert ready.train.weights is not None
    run = start(project, prepared=ready)
    module = program(bundle(ready, run))
    whole = module.row_weights(ready.train.t)
    np.testing.assert_allclose(whole, ready.train.weights)
    w, taken = owned(run.values()), run._course._feeder.order[: training.batch_size]
    s = ready.train.weights[taken]
    found = module.step(ready.train.x[taken], ready.train.t[taken], s, w, {})
    assert found == pytest.approx(losses_of(list(run.make(1)))[0], rel=1e-9)
    for name, tensor in run.values().items():
        near(w[name], tensor, name)
