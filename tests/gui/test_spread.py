"""Spreads: the right quantiles, of tensors and of what layers give, in bounded memory."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.gui.gauges import Gauges
from bpgui.gui.spread import (
    MOMENTS,
    QUANTILES,
    ROWS,
    Broken,
    Spread,
    SpreadProbe,
    Spreads,
    not_finite,
    quantiles,
)
from bpgui.project.session import prepare, start
from tests.gui.projects import spiral


def moment(step: int) -> Spread:
    rows = np.full((1, len(QUANTILES)), step, np.float32)
    one = rows[0, :1]
    gauges, counted = Gauges(one, one, one, one, one), np.array([step % 3])
    broken = Broken(counted, counted + 1, counted + 2)
    return Spread(step, (2,), rows, rows + 1, rows + 2, gauges, broken)


def test_quantiles_are_numpy_s_nearest_ones() -> None:
    values = np.random.default_rng(0).normal(size=(40, 50))
    expected = np.quantile(values, QUANTILES, method="nearest")
    np.testing.assert_allclose(quantiles(values), expected, atol=5e-3)


def test_large_tensors_are_sampled_evenly() -> None:
    values = np.linspace(-1, 1, 1_000_000)
    expected = np.quantile(values, QUANTILES)
    np.testing.assert_allclose(quantiles(values), expected, atol=2e-3)


def test_no_number_of_a_large_tensor_lies_outside_of_what_is_said_to_hold_all() -> None:
    values = np.zeros(100_000, np.float32)
    values[1], values[99_998] = -7.0, 9.0
    assert quantiles(values)[[0, 3, -1]].tolist() == [-7.0, 0.0, 9.0]
    values[2] = np.nan
    assert np.isnan(quantiles(values)).all()


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_told(broken: float) -> None:
    assert np.isnan(quantiles(np.array([1.0, broken, 2.0]))).all()


@pytest.mark.parametrize("sort", ["float32", "float64"])
def test_numbers_that_are_not_finite_are_counted_wherever_they_are(sort: str) -> None:
    values = np.random.default_rng(0).normal(size=(500, 40)).astype(sort)
    assert not_finite(values) == 0
    values[3, 7], values[499, 39], values[0, 0] = np.nan, np.inf, -np.inf
    assert not_finite(values) == 3
    # Large numbers are none of them.
    assert not_finite(np.full(1000, np.finfo(sort).max, sort)) == 0
    assert not_finite(np.zeros(0, sort)) == 0


def test_broken_numbers_of_a_network_are_counted() -> None:
    prepared = prepare(spiral())
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(3))
    parameters = trainer.parameters
    weight = parameters.trained[0].view(parameters.values)
    weight[0, 0], weight[1, 1] = np.nan, np.inf
    parameters.trained[1].view(parameters.gradient)[2] = -np.inf
    spread = SpreadProbe().take(trainer, prepared)
    assert spread.broken.values.tolist() == [2, 0, 0, 0]
    assert spread.broken.gradients.tolist() == [0, 1, 0, 0]
    # Through tanh, infinity is one again: a unit of four is NaN, and the only one behind it.
    assert spread.broken.activations.tolist() == [ROWS, ROWS]


def test_counts_are_found_by_tensor_and_by_node() -> None:
    spreads = Spreads()
    for step in range(5):
        spreads.add(moment(step))
    assert spreads.broken("values", 0).tolist() == [0, 1, 2, 0, 1]
    assert spreads.broken("gradients", 0).tolist() == [1, 2, 3, 1, 2]
    assert spreads.broken("activations", 2).tolist() == [2, 3, 4, 2, 3]
    assert spreads.broken("activations", 9).tolist() == [0] * 5


def test_the_probe_takes_values_gradients_and_activations() -> None:
    prepared = prepare(spiral())
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(50))
    spread = SpreadProbe().take(trainer, prepared)
    assert spread.step == 50
    assert spread.nodes == (2, 3)
    values, gradients = trainer.values(), trainer.gradients()
    for index, name in enumerate(trainer.tensors):
        np.testing.assert_allclose(spread.values[index], quantiles(values[name]))
        np.testing.assert_allclose(spread.gradients[index], quantiles(gradients[name]))
    answers = trainer.predict(prepared.train.x[:ROWS])
    np.testing.assert_allclose(spread.activations[1], quantiles(answers), rtol=1e-5)


def test_moments_are_thinned_evenly_and_the_newest_stays() -> None:
    spreads = Spreads()
    for step in range(20 * MOMENTS):
        spreads.add(moment(step))
        if step % 997 == 0:
            assert spreads.steps()[-1] == step
    steps = spreads.steps()
    assert len(steps) <= MOMENTS
    gaps = np.diff(steps)[:-1]
    assert gaps.max() <= 2 * gaps.min()
    np.testing.assert_array_equal(spreads.of_tensor("gradients", 0)[:, 0], steps + 1)
    np.testing.assert_array_equal(spreads.of_node(2)[:, 0], steps + 2)
    assert len(spreads.of_node(9)) == 0


def test_going_back_forgets_what_followed() -> None:
    spreads = Spreads()
    for step in (0, 10, 20, 30):
        spreads.add(moment(step))
    spreads.rewind(20)
    assert spreads.steps().tolist() == [0, 10, 20]
    spreads.add(moment(10))
    assert spreads.steps().tolist() == [0, 10]
