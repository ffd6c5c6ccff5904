"""The reparameterisation trick, and the KL term that joins the loss."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Mismatch
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.squared import HalfSquaredError
from tests.engine.nets import Net, assert_gradients

HALF = HalfSquaredError()


def alone(weight: float = 1.0) -> Graph:
    """The data are the means and log-variances, the output is z."""
    return chain(Input((6,)), GaussianSample(weight), Loss(HALF))


def divergence(x: Array) -> Array:
    """KL(N(mean, variance) || N(0, 1)) of every row, from the definition by integration."""
    grid = np.linspace(-30, 30, 60_001)
    step = grid[1] - grid[0]
    total = np.zeros(len(x))
    for mean, log in zip(x[:, :3].T, x[:, 3:].T, strict=True):
        log_p = -0.5 * ((grid - mean[:, None]) ** 2 / np.exp(log)[:, None] + log[:, None])
        p = np.exp(log_p) / np.sqrt(2 * np.pi)
        total += (p * (log_p + 0.5 * grid**2)).sum(axis=1) * step
    return total


@pytest.fixture
def x() -> Array:
    return np.random.default_rng(0).standard_normal((5, 6))


def test_outside_of_training_z_is_the_mean(x: Array) -> None:
    net = Net(alone(), 5, training=False)
    net.loss(x, np.zeros((5, 3)))
    np.testing.assert_array_equal(net.output, x[:, :3])
    assert not net.drew


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("weight", [0.0, 1.0, 0.3])
def test_the_divergence_joins_the_loss(x: Array, weight: float, training: bool) -> None:
    net = Net(alone(weight), 5, training=training)
    t = np.zeros((5, 3))
    squares = 0.5 * (net.run(x, t), ((net.output - t) ** 2).sum(axis=1).mean())[1]
    wanted = squares + weight * divergence(x).mean()
    assert float(net.plan.loss) == pytest.approx(wanted, rel=1e-9)


def test_z_has_the_mean_and_the_deviation_it_was_given() -> None:
    x = np.tile([1.0, -2, 0, np.log(4), np.log(0.25), 0], (40_000, 1))
    net = Net(alone(), len(x))
    net.loss(x, np.zeros((len(x), 3)))
    assert net.output.mean(axis=0) == pytest.approx([1, -2, 0], abs=0.05)
    assert net.output.std(axis=0) == pytest.approx([2, 0.5, 1], rel=0.02)


@pytest.mark.parametrize("weight", [0.0, 1.0, 0.3])
def test_gradients_of_an_auto_encoder(weight: float) -> None:
    layers = Dense(8), GaussianSample(weight), Dense(5)
    assert_gradients(chain(Input((5,)), *layers, Loss(HALF)))


def test_two_of_them_both_join_the_loss(x: Array) -> None:
    graph = chain(Input((6,)), GaussianSample(), Dense(4), GaussianSample(), Loss(HALF))
    assert_gradients(graph)
    one = Net(chain(Input((6,)), GaussianSample(), Dense(4), Loss(HALF)), 5, training=False)
    two = Net(graph, 5, training=False)
    one.loss(x, np.zeros((5, 4)))
    lot = two.loss(x, np.zeros((5, 2))) - 0.5 * (two.output**2).sum(axis=1).mean()
    assert lot > divergence(x).mean()


def test_without_noise_the_way_back_leads_through_the_mean_alone(x: Array) -> None:
    net = Net(alone(0.0), 5, training=False)
    net.run(x, np.zeros((5, 3)))
    np.testing.assert_allclose(net.dx[:, :3], x[:, :3] / 5)
    assert (net.dx[:, 3:] == 0).all()


def test_halves_must_be_equal() -> None:
    with pytest.raises(Mismatch, match="as many log-variances as means, got 7"):
        GaussianSample().output_shape((7,))
    with pytest.raises(Mismatch, match="needs a flat row") as caught:
        GaussianSample().output_shape((3, 2))
    assert caught.value.remedy is not None
