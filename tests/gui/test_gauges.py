"""Gauges: what they show is what comes out when it is computed apart, and the run goes on as if
nobody had looked."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.graph import Node
from bpgui.engine.layers.dense import Dense
from bpgui.gui.gauges import Gauges
from bpgui.gui.spread import MOMENTS, QUANTILES, ROWS, Broken, Spread, SpreadProbe, Spreads
from bpgui.project.project import Project
from bpgui.project.session import prepare, start
from tests.gui.projects import small_nets, spiral

NETS = small_nets()


@pytest.mark.parametrize("net", NETS)
def test_the_numbers_are_those_computed_apart(net: str) -> None:
    prepared = prepare(NETS[net])
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(30))
    gauges = SpreadProbe().take(trainer, prepared).gauges
    before = trainer.values()
    (report,) = trainer.make(1)
    after = trainer.values()
    assert report.last == 31
    for index, name in enumerate(trainer.tensors):
        norm = np.sqrt(np.sum(before[name].astype(np.float64) ** 2))
        assert gauges.weight[index] == pytest.approx(norm, rel=1e-5)
        change = np.sqrt(np.sum((after[name] - before[name]).astype(np.float64) ** 2))
        assert gauges.update[index] == pytest.approx(change / norm, rel=1e-4)


def test_activations_are_measured_as_numpy_does() -> None:
    prepared = prepare(NETS["mlp"])
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(30))
    spread = SpreadProbe().take(trainer, prepared)
    values, x = trainer.values(), prepared.train.x[:ROWS].astype(np.float32)
    first, second, _ = (
        node.name for node in _inner(prepared.project) if isinstance(node.layer, Dense)
    )
    a1 = np.maximum(x @ values[f"{first}/weight"].T + values[f"{first}/bias"], 0)
    a2 = 1 / (1 + np.exp(-(a1 @ values[f"{second}/weight"].T + values[f"{second}/bias"])))
    for row, a in enumerate((a1, a2)):
        assert spread.gauges.mean[row] == pytest.approx(a.mean(), rel=1e-4)
        assert spread.gauges.deviation[row] == pytest.approx(a.std(), rel=1e-4)
    assert spread.gauges.shut[0] == pytest.approx(np.mean((a1 == 0).all(axis=0)))
    assert spread.gauges.shut[1] == pytest.approx(np.mean(4 * a2 * (1 - a2) < 0.06))
    assert np.isnan(spread.gauges.shut[2])


def _inner(project: Project) -> list[Node]:
    return [project.graph.nodes[id] for id in project.graph.order]


@pytest.mark.parametrize("net", NETS)
def test_looking_leaves_the_run_as_it_was(net: str) -> None:
    prepared = prepare(NETS[net])
    watched, alone = (start(prepared.project, prepared=prepared) for _ in range(2))
    for _ in range(4):
        list(watched.make(11))
        gradients = watched.gradients()
        SpreadProbe().take(watched, prepared)
        for name, gradient in watched.gradients().items():
            np.testing.assert_array_equal(gradient, gradients[name])
    list(alone.make(44))
    for name, values in alone.values().items():
        np.testing.assert_array_equal(values, watched.values()[name])


def test_a_step_that_fails_has_no_size() -> None:
    prepared = prepare(spiral())
    trainer = start(prepared.project, prepared=prepared)
    trainer.parameters.theta[-1] = np.nan
    gauges = SpreadProbe().take(trainer, prepared).gauges
    assert np.isnan(gauges.update).all()
    assert np.isfinite(gauges.weight).tolist() == [True, True, True, False]


def moment(step: int, nodes: tuple[int, ...]) -> Spread:
    rows = np.zeros((1, len(QUANTILES)), np.float32)
    tensors = np.array([step], np.float32)
    given = np.array([10 * step + node for node in nodes], np.float32)
    counted = np.zeros(1, np.int64)
    gauges = Gauges(tensors, tensors, given, given, given)
    return Spread(step, nodes, rows, rows, rows, gauges, Broken(counted, counted, counted))


def test_gauges_of_a_node_are_found_wherever_it_stands() -> None:
    spreads = Spreads()
    spreads.add(moment(0, (2, 3)))
    spreads.add(moment(1, (2, 5, 3)))
    np.testing.assert_array_equal(spreads.of_gauge("weight"), [[0], [1]])
    np.testing.assert_array_equal(spreads.of_gauge("mean", (3, 5)), [[3, np.nan], [13, 15]])
    assert Spreads().of_gauge("mean", (3, 5)).shape == (0, 2)


def test_memory_is_bounded() -> None:
    spreads = Spreads()
    for step in range(5 * MOMENTS):
        spreads.add(moment(step, (2, 3)))
    assert spreads.nbytes <= MOMENTS * moment(0, (2, 3)).nbytes
