"""What is measured of a network, against the same numbers worked out apart."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bpgui.data.scaler import NoScaling
from bpgui.data.sources.given import Given
from bpgui.data.sources.iris import Iris
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.prelu import PReLU
from bpgui.engine.trainer import Trainer
from bpgui.health import measure
from bpgui.health.inputs import inputs_of
from bpgui.health.vitals import SAMPLE
from bpgui.project.adapt import with_data
from bpgui.project.project import DataSettings, Project
from bpgui.project.session import Prepared, prepare, start

NET = chain(Input((2,)), Dense(4, "relu"), Dense(3), Dense(1, "linear"), Loss())


def begun(graph: Graph = NET, steps: int = 5) -> tuple[Trainer, Prepared]:
    prepared = prepare(Project(graph))
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(steps))
    return trainer, prepared


def test_weights_gradients_and_updates_are_those_computed_apart() -> None:
    trainer, prepared = begun()
    vitals = measure(trainer, prepared)
    before, gradients = trainer.values(), trainer.gradients()
    list(trainer.make(1))
    after = trainer.values()
    assert vitals.step == 5
    assert [layer.node for layer in vitals.layers] == [2, 3, 4]
    assert [layer.function for layer in vitals.layers] == ["ReLU", "Tanh", "Linear"]
    for layer in vitals.layers:
        name = NET.nodes[layer.node].name
        weight = before[f"{name}/weight"]
        length = np.sqrt(np.square(weight.astype(float)).sum())
        change = after[f"{name}/weight"].astype(float) - weight
        sizes = [np.sqrt(np.square(gradients[f"{name}/{p}"]).mean()) for p in ("weight", "bias")]
        assert layer.weight == pytest.approx(length, rel=1e-5)
        assert layer.usual == pytest.approx(np.sqrt(len(weight)))
        assert layer.update == pytest.approx(np.sqrt(np.square(change).sum()) / length, rel=1e-4)
        assert layer.gradient == pytest.approx(max(sizes), rel=1e-5)


def test_units_are_looked_at_on_the_first_rows_and_not_in_the_last_layer() -> None:
    trainer, prepared = begun()
    first, second, last = measure(trainer, prepared).layers
    values, x = trainer.values(), prepared.train.x[:SAMPLE]
    a1 = np.maximum(x @ values["Dense/weight"].T + values["Dense/bias"], 0)
    a2 = np.tanh(a1 @ values["Dense 2/weight"].T + values["Dense 2/bias"])
    assert first.dead == np.mean((a1 <= 0).all(axis=0))
    assert second.saturated == pytest.approx(np.mean(1 - np.square(a2) < 0.06))
    assert (first.saturated, second.dead, last.dead, last.saturated) == (None,) * 4


def test_weights_of_zero_have_no_update_and_layers_without_any_no_vitals() -> None:
    graph = chain(
        Input((2,)),
        Dense(4, initializer="Zeros"),
        BatchNorm(),
        PReLU(shared=False),
        Dense(1),
        Loss(),
    )
    trainer, prepared = begun(graph, steps=0)
    zero, last = measure(trainer, prepared).layers
    assert (zero.node, zero.weight, zero.update) == (2, 0.0, None)
    assert last.node == 5


@pytest.mark.parametrize("size", [1e-30, 1e30])
def test_gradients_whose_squares_are_no_float32_are_measured(size: float) -> None:
    trainer, prepared = begun()
    trainer.parameters.gradient[...] = size
    for layer in measure(trainer, prepared).layers:
        assert layer.gradient == pytest.approx(size, rel=1e-5)


def test_fewer_rows_are_looked_at_where_each_makes_many_activations() -> None:
    wide = chain(Input((2,)), Dense(1500, "relu"), Dense(1, "linear"), Loss())
    trainer, prepared = begun(wide)
    (layer, _) = measure(trainer, prepared).layers
    values = trainer.values()
    x = prepared.train.x[:133]  # 200,000 // 1,503
    assert len(prepared.train.x) > 133
    a = np.maximum(x @ values["Dense/weight"].T + values["Dense/bias"], 0)
    assert layer.dead == np.mean((a <= 0).all(axis=0))


def test_rows_are_measured_once() -> None:
    trainer, prepared = begun()
    assert measure(trainer, prepared).inputs is measure(trainer, prepared).inputs


def test_a_constant_that_cannot_be_written_exactly_has_no_deviation() -> None:
    rows = tuple((0.1 + 0.0 * i, float(i % 2)) for i in range(30))
    source = Given(rows, ((0.0,), (1.0,)) * 15)
    data = DataSettings(source, validation=0.0, scaler=NoScaling())
    prepared = prepare(Project(chain(Input((2,)), Dense(2), Dense(1), Loss()), data))
    assert inputs_of(prepared).deviation == (0.5, 0.5)


def test_the_floor_is_the_entropy_of_soft_targets() -> None:
    rows = ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    data = DataSettings(Given(rows, ((0.5,), (0.25,), (1.0,))), validation=0.0, scaler=NoScaling())
    head = Loss("binary cross-entropy", weight=3.0)
    graph = chain(Input((2,)), Dense(2), Dense(1, "sigmoid"), head)
    entropies = np.log(2), -0.25 * np.log(0.25) - 0.75 * np.log(0.75), 0.0
    found = inputs_of(prepare(Project(graph, data))).floor
    assert found == pytest.approx(3 * np.mean(entropies), abs=1e-6)
    assert inputs_of(prepare(Project(NET))).floor == 0.0


def test_many_rows_are_measured_on_an_even_part_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpgui.health.inputs.MEASURED", 7)
    project = with_data(Project(NET), dataclasses.replace(DataSettings(), source=Iris()))
    prepared = prepare(project)
    some = prepared.train.x[::18]  # 120 rows
    assert len(some) == 7
    deviation = some.std(axis=0)
    found = inputs_of(prepared)
    assert found.deviation == pytest.approx((deviation.min(), deviation.max()))
    assert found.mean == pytest.approx(np.abs(some.mean(axis=0)).max())


def test_inputs_are_measured_feature_by_feature_but_for_constant_ones() -> None:
    rows = ((1.0, 5.0, -8.0), (3.0, 5.0, -6.0), (1.0, 5.0, -4.0), (3.0, 5.0, -6.0))
    source = Given(rows, ((0.0,), (1.0,), (0.0,), (1.0,)))
    data = DataSettings(source, validation=0.0, scaler=NoScaling())
    project = Project(chain(Input((3,)), Dense(2), Dense(1), Loss()), data)
    prepared = prepare(project)
    vitals = measure(start(project, prepared=prepared), prepared)
    assert vitals.inputs.mean == 6.0
    assert vitals.inputs.deviation == (1.0, pytest.approx(np.sqrt(2)))
    assert vitals.inputs.class_counts == ()


def test_the_rows_of_every_class_are_counted() -> None:
    project = with_data(Project(NET), dataclasses.replace(DataSettings(), source=Iris()))
    prepared = prepare(project)
    vitals = measure(start(project, prepared=prepared), prepared)
    assert vitals.inputs.class_counts == (40, 40, 40)
