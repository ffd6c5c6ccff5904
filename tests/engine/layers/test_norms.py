"""BatchNorm and LayerNorm: what they make of their inputs, and what they remember."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Layer
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.layer_norm import LayerNorm
from tests.engine.nets import POSITIONS, Net, assert_gradients, first, rows
from tests.engine.runs import NET, losses, trainer

SHAPES = [(5,), (6, 3), (2, 4, 3)]
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


def output_of(net: Net, layer: Layer) -> Array:
    """What the layer made in the last run, (..., batch)."""
    return net.plan.activations[next(n.id for n in net.graph.nodes.values() if n.layer == layer)]


def others(shape: Shape) -> tuple[int, ...]:
    """The axes of an activation (..., batch) that are not the channels."""
    return {1: (1,), 2: (0, 2), 3: (1, 2, 3)}[len(shape)]


@every_shape
def test_a_batch_comes_out_with_mean_0_and_variance_1(shape: Shape) -> None:
    layer = BatchNorm(affine=False, epsilon=1e-12)
    graph = first(layer, shape)
    net = Net(graph, batch=50)
    x, t = rows(graph, 50)
    net.run(5 * x + 3, t)
    y = output_of(net, layer)
    np.testing.assert_allclose(y.mean(others(shape)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(others(shape)), 1, rtol=1e-9)


@every_shape
def test_a_sample_comes_out_with_mean_0_and_variance_1(shape: Shape) -> None:
    layer = LayerNorm(affine=False, epsilon=1e-12)
    graph = first(layer, shape)
    net = Net(graph, batch=3)
    x, t = rows(graph, 3)
    net.run(5 * x + 3, t)
    axes = (1,) if len(shape) == 2 else tuple(range(len(shape)))
    np.testing.assert_allclose(output_of(net, layer).mean(axes), 0, atol=1e-12)
    np.testing.assert_allclose(output_of(net, layer).var(axes), 1, rtol=1e-9)


@every_shape
def test_evaluation_uses_the_running_statistics(shape: Shape) -> None:
    layer = BatchNorm(momentum=1.0, epsilon=1e-12)
    graph = first(layer, shape)
    x, t = rows(graph, 40)
    learning = Net(graph, batch=40)
    learning.run(x, t)
    made = output_of(learning, layer).copy()
    asked = Net(graph, batch=40, training=False, like=learning)
    asked.run(x, t)
    count = 40 * np.prod(shape) / (shape[0] if len(shape) == 3 else shape[-1])
    # The variance remembered is the unbiased one.
    shift = learning.parameters.of_node(graph.named("BatchNorm").id, learning.parameters.values)
    bias = shift["bias"].reshape(-1, *[1] * (made.ndim - 1 - (len(shape) == 2)))
    np.testing.assert_allclose(
        output_of(asked, layer) - bias,
        (made - bias) * np.sqrt((count - 1) / count),
        rtol=1e-9,
        atol=1e-12,
    )


@pytest.mark.parametrize("affine", [True, False])
@every_shape
def test_gradients_outside_of_training(shape: Shape, affine: bool) -> None:
    graph = first(BatchNorm(affine=affine), shape)
    x, t = rows(graph, 3)
    net = Net(graph, training=False)
    net.run(x, t)
    gradient, theta = net.parameters.gradient.copy(), net.parameters.theta
    dx = net.dx.copy()
    rng = np.random.default_rng(0)
    for array, slope in ((theta, gradient), (x, dx)):
        u = rng.standard_normal(array.shape)
        array += 1e-6 * u
        above = net.loss(x, t)
        array -= 2e-6 * u
        below = net.loss(x, t)
        array += 1e-6 * u
        assert (above - below) / 2e-6 == pytest.approx((slope * u).sum(), rel=1e-6)


def test_a_single_row_has_no_variance_to_remember() -> None:
    layer = BatchNorm()
    graph = first(layer, (5,))
    net = Net(graph, batch=1)
    net.run(*rows(graph, 1))
    own = net.parameters.of_node(graph.named("BatchNorm").id, net.parameters.values)
    np.testing.assert_array_equal(own["running_var"], 1)
    assert np.isfinite(net.parameters.gradient).all()
    np.testing.assert_array_equal(net.dx, 0 * net.dx)


def test_a_frozen_one_forgets_its_batches() -> None:
    graph = first(BatchNorm(frozen=True), (5,))
    training, asked = Net(graph), Net(graph, training=False)
    x, t = rows(graph, 3)
    before = training.parameters.values.copy()
    assert training.run(x, t) == asked.run(x, t)
    np.testing.assert_array_equal(training.parameters.values, before)
    np.testing.assert_array_equal(training.dx, asked.dx)


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("layer", [BatchNorm(), BatchNorm(affine=False), LayerNorm()])
@every_shape
def test_gradients(layer: Layer, shape: Shape, position: str) -> None:
    assert_gradients(POSITIONS[position](layer, shape), 5)


def test_a_large_mean_does_not_drown_the_variance() -> None:
    layer = BatchNorm(affine=False)
    graph = first(layer, (5,))
    net = Net(graph, batch=50, dtype="float32")
    x, t = rows(graph, 50)
    net.run(1000 + x, t)
    np.testing.assert_allclose(output_of(net, layer).var(axis=1), 1, rtol=1e-3)


def test_a_run_goes_on_as_if_it_had_not_been_interrupted() -> None:
    graph = with_batch_norm()
    run = trainer(graph, epochs=9)
    list(run.make(7))
    state = run.state()
    assert {"BatchNorm/running_mean", "BatchNorm/running_var"} <= state.parameters.keys()
    straight = losses(list(run.make(20)))
    values = run.values()
    run.restore(state)
    assert losses(list(run.make(20))) == straight
    for name, value in run.values().items():
        np.testing.assert_array_equal(value, values[name])
    other = trainer(graph, epochs=9)
    other.restore(state)
    assert losses(list(other.make(20))) == straight


def with_batch_norm() -> Graph:
    """The net of the other tests, with a BatchNorm between its first layer and its Dropout."""
    (edge,) = NET.outgoing[2]
    graph = NET.disconnect(edge).add(BatchNorm())
    new = graph.newest.id
    return graph.connect(2, new).connect(new, edge.target)
