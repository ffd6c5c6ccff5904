"""A graph compiled into calls gives the numbers of the textbook, and makes nothing on the way."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.activations.sigmoid import Sigmoid
from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.arrays import Array
from bpgui.engine.gradcheck import gradient_check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.initializers.given import Given
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.squared import HalfSquaredError
from bpgui.engine.plan import Plan
from tests.engine.nets import (
    LARGE,
    ONE_ROW,
    Net,
    assert_gradients,
    assert_slopes,
    feed,
    peak_bytes,
    rows,
)


def dense(weight: list[list[float]], bias: list[float]) -> Dense:
    return Dense(len(bias), Sigmoid(), initializer=Given(weight), bias_initializer=Given(bias))


#: Lesson L2: the 2-2-2-2 network with given numbers.
BY_HAND = chain(
    Input((2,)),
    dense([[0.1, 0.3], [0.4, 0.6]], [0.2, 0.5]),
    dense([[0.7, 0.9], [0.8, 1.1]], [0.4, 0.8]),
    dense([[0.5, 0.7], [0.8, 1.2]], [0.1, 0.4]),
    Loss(HalfSquaredError()),
)


@pytest.fixture
def by_hand() -> Net:
    net = Net(BY_HAND, batch=1)
    net.parameters.draw(0)
    net.run(np.array([[0.5, 0.2]]), np.array([[1.0, 1.0]]))
    return net


def slopes(net: Net, node: int) -> Array:
    """dL/dz of a sigmoid layer: dL/da times a (1 - a)."""
    a = net.plan.activations[node][:, 0]
    return net.plan.deltas[node][:, 0] * a * (1 - a)


def test_lesson_by_hand_forward(by_hand: Net) -> None:
    a = by_hand.plan.activations
    assert a[2][:, 0] == pytest.approx([0.57688526, 0.69423634], abs=5e-9)
    assert a[3][:, 0] == pytest.approx([0.80668814, 0.88341435], abs=5e-9)
    assert by_hand.output[0] == pytest.approx([0.75431024, 0.89143154], abs=5e-9)
    assert float(by_hand.plan.loss) == pytest.approx(0.03607528510662207, rel=1e-15)


def test_lesson_by_hand_backward(by_hand: Net) -> None:
    assert slopes(by_hand, 4) == pytest.approx([-0.04553278, -0.0105074], abs=5e-9)
    assert slopes(by_hand, 3) == pytest.approx([-0.00486108, -0.00458134], abs=5e-9)
    assert slopes(by_hand, 2) == pytest.approx([-0.00172518, -0.00199843], abs=5e-9)
    assert by_hand.dx[0] == pytest.approx([-0.00097189, -0.00171661], abs=5e-9)


@pytest.mark.parametrize(
    ("layer", "weight", "bias"),
    [
        (
            "Dense 3",
            [[-0.03673075, -0.04022431], [-0.0084762, -0.00928239]],
            [-0.04553278, -0.0105074],
        ),
        (
            "Dense 2",
            [[-0.00280429, -0.00337474], [-0.00264291, -0.00318053]],
            [-0.00486108, -0.00458134],
        ),
        (
            "Dense",
            [[-0.00086259, -0.00034504], [-0.00099921, -0.00039969]],
            [-0.00172518, -0.00199843],
        ),
    ],
)
def test_lesson_by_hand_gradients(
    by_hand: Net, layer: str, weight: list[list[float]], bias: list[float]
) -> None:
    gradients = by_hand.parameters.gradients()
    np.testing.assert_allclose(gradients[f"{layer}/weight"], weight, rtol=0, atol=5e-9)
    np.testing.assert_allclose(gradients[f"{layer}/bias"], bias, rtol=0, atol=5e-9)


def test_index_by_index_every_gradient_is_a_sum_over_paths() -> None:
    """Lesson L4, against loops over single weights."""
    graph = chain(Input((3,)), Dense(4, Sigmoid()), Dense(2, Sigmoid()), Loss(HalfSquaredError()))
    net = Net(graph, batch=1)
    x, t = rows(graph, 1)
    net.run(x, t)
    w = net.parameters.copies()
    h, o = net.plan.activations[2][:, 0], net.output[0]
    delta_k = [-(t[0, k] - o[k]) * o[k] * (1 - o[k]) for k in range(2)]
    for j in range(4):
        back = sum(delta_k[k] * w["Dense 2/weight"][k, j] for k in range(2))
        delta_j = back * h[j] * (1 - h[j])
        for k in range(2):
            expected = delta_k[k] * h[j]
            assert net.parameters.gradients()["Dense 2/weight"][k, j] == pytest.approx(expected)
        for i in range(3):
            assert net.parameters.gradients()["Dense/weight"][j, i] == pytest.approx(
                delta_j * x[0, i]
            )


def test_what_flows_back_along_several_wires_is_added() -> None:
    graph, x = feed(Graph(), Input((2,)), [])
    graph, a = feed(graph, Dense(3, Linear()), [x])
    ends = []
    for _ in range(3):
        graph, end = feed(graph, Dense(1, Linear(), bias=False), [a])
        ends.append(end)
    graph, total = feed(graph, Add(), ends)
    graph, _ = feed(graph, Loss(HalfSquaredError()), [total])
    net = Net(graph, batch=4)
    inputs, targets = rows(graph, 4)
    net.run(inputs, targets)
    w = net.parameters.copies()
    together = sum(w[f"Dense {n}/weight"] for n in (2, 3, 4))
    error = (net.output - targets) / 4
    np.testing.assert_allclose(net.plan.deltas[a].T, error @ together, rtol=1e-12)
    assert_gradients(graph, 4)


def test_several_losses_are_added_by_their_weights() -> None:
    graph = chain(Input((3,)), Dense(4, Tanh()), Dense(2, Linear()), Loss(HalfSquaredError()))
    graph, rebuilt = feed(graph, Dense(3, Linear()), [2])
    graph, _ = feed(graph, Loss(HalfSquaredError(), target="input", weight=0.25), [rebuilt])
    net = Net(graph, batch=5)
    x, t = rows(graph, 5)
    loss = net.run(x, t)
    main = 0.5 * np.sum((net.plan.outputs[4].T - t) ** 2) / 5
    other = 0.5 * np.sum((net.plan.outputs[6].T - x) ** 2) / 5
    assert loss == pytest.approx(main + 0.25 * other, rel=1e-12)
    np.testing.assert_array_equal(net.plan.output, net.plan.outputs[4])
    assert all(row.ok for row in gradient_check(graph, net.check, x, t))


@pytest.mark.parametrize(
    ("activation", "loss"),
    [(Softmax(), CategoricalCrossEntropy()), (Sigmoid(), BinaryCrossEntropy())],
)
def test_a_probability_that_something_else_reads_is_still_one(activation, loss) -> None:
    """The loss then cannot take the activation over, and the numbers are the same."""
    graph = chain(Input((3,)), Dense(3, activation), Loss(loss))
    graph, end = feed(graph, Dense(2, Linear()), [2])
    graph, _ = feed(graph, Loss(HalfSquaredError(), target="input", weight=0.5), [end])
    graph = graph.with_layer(1, Input((2,)))
    net = Net(graph, batch=4)
    x, t = rows(graph, 4)
    t /= t.sum(axis=1, keepdims=True)
    w = net.parameters.copies()
    z = x @ w["Dense/weight"].T + w["Dense/bias"]
    if isinstance(activation, Softmax):
        y = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        cost = -np.mean(np.sum(t * np.log(y), axis=1))
    else:
        y = 1 / (1 + np.exp(-z))
        cost = -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))
    rebuilt = y @ w["Dense 2/weight"].T + w["Dense 2/bias"]
    cost += 0.5 * 0.5 * np.mean(np.sum((rebuilt - x) ** 2, axis=1))
    assert net.run(x, t) == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(net.output, y, rtol=1e-12)
    assert all(row.ok for row in gradient_check(graph, net.check, x, t))


def test_rows_count_by_their_weights_in_every_loss() -> None:
    graph = chain(
        Input((3,)), Dense(4, Tanh()), Dense(2, Softmax()), Loss(CategoricalCrossEntropy())
    )
    graph, rebuilt = feed(graph, Dense(3, Linear()), [2])
    graph, _ = feed(graph, Loss(HalfSquaredError(), target="input", weight=0.5), [rebuilt])
    net = Net(graph, batch=3)
    plan = Plan(graph, net.check, net.parameters, 3, training=True, weighted=True)
    x, t = rows(graph, 3)
    twice, ones = np.array([0, 0, 2]), np.array([2.0, 0.0, 1.0])
    loss = net.run(x[twice], t[twice])
    gradient = net.parameters.gradient.copy()
    plan.put(x, t, ones)
    plan.run()
    assert float(plan.loss) == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(net.parameters.gradient, gradient, rtol=1e-10, atol=1e-15)
    net.run(x, t)
    gradient = net.parameters.gradient.copy()
    plan.put(x, t)
    plan.run()
    np.testing.assert_array_equal(net.parameters.gradient, gradient)


def test_what_the_last_layer_gives_is_its_activation_even_where_the_loss_works_it_out() -> None:
    graph = chain(
        Input((3,)), Dense(4, Tanh()), Dense(3, Softmax()), Loss(CategoricalCrossEntropy())
    )
    net = Net(graph, batch=2)
    net.run(*rows(graph, 2))
    given, w = net.plan.given(), net.parameters.copies()
    assert net.check.inner == (2, 3)
    np.testing.assert_array_equal(given[2], net.plan.activations[2])
    z = w["Dense 2/weight"] @ given[2] + w["Dense 2/bias"][:, None]
    np.testing.assert_allclose(given[3], np.exp(z) / np.exp(z).sum(axis=0), rtol=1e-12)


def test_inputs_share_the_row_in_the_order_they_were_drawn() -> None:
    graph = Graph().add(Input((2,))).add(Input((1, 2, 2))).add(Flatten()).connect(2, 3)
    graph = graph.add(Concatenate()).connect(3, 4).connect(1, 4)
    graph = graph.add(Loss(HalfSquaredError())).connect(4, 5)
    net = Net(graph, batch=2)
    x = np.arange(12.0).reshape(2, 6)
    net.run(x, np.zeros((2, 6)))
    np.testing.assert_array_equal(net.output, x[:, [2, 3, 4, 5, 0, 1]])


def test_nothing_is_computed_before_the_first_parameters_unless_it_is_wanted() -> None:
    graph = chain(Input((4,)), Activation(Tanh()), Dense(2), Loss(HalfSquaredError()))
    with_dx, without = Net(graph, input_gradient=True), Net(graph, input_gradient=False)
    assert len(without.plan.backward) < len(with_dx.plan.backward)
    x, t = rows(graph, 3)
    with_dx.run(x, t)
    without.run(x, t)
    np.testing.assert_array_equal(with_dx.parameters.gradient, without.parameters.gradient)


def test_the_gradient_of_the_input_agrees_with_differences_through_an_image() -> None:
    graph = chain(Input((1, 3, 3)), Flatten(), Dense(4, Tanh()), Dense(1), Loss(HalfSquaredError()))
    net = Net(graph)
    x, t = rows(graph, 3)
    assert_slopes(lambda moved: net.loss(moved, t), x, lambda: (net.run(x, t), net.dx)[1])


def test_plans_of_other_batch_sizes_share_the_parameters() -> None:
    graph = chain(Input((3,)), Dense(4, ReLU()), Dense(2), Loss(HalfSquaredError()))
    net = Net(graph, batch=4)
    one = Plan(graph, net.check, net.parameters, 1, training=False)
    x, t = rows(graph, 4)
    net.run(x, t)
    net.parameters.theta[...] *= 0.5
    net.run(x, t)
    one.put(x[2:3], t[2:3])
    one.run()
    np.testing.assert_allclose(one.output[:, 0], net.output[2], rtol=1e-13)


def test_a_whole_step_allocates_nothing() -> None:
    graph = chain(
        Input((1, 2, 3)),
        Flatten(),
        Dense(8, ReLU()),
        Dropout(0.3),
        Dense(3, Softmax()),
        Loss(CategoricalCrossEntropy(smoothing=0.1)),
    )
    net = Net(graph, batch=LARGE, dtype="float32")
    net.plan.put(*rows(graph, LARGE))
    assert peak_bytes([*net.plan.forward, *net.plan.backward]) < ONE_ROW // 2
