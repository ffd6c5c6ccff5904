"""Reshape, PReLU and Multiply."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Shape
from bpgui.engine.check import check
from bpgui.engine.graph import chain
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.multiply import Multiply
from bpgui.engine.layers.prelu import PReLU
from bpgui.engine.layers.reshape import Reshape
from tests.engine.layers.remedies import complaint
from tests.engine.nets import POSITIONS, Net, assert_gradients, feed, first, rows


def test_reshape_keeps_the_order_of_the_numbers() -> None:
    graph = chain(Input((12,)), Reshape((3, 4)), Reshape((2, 3, 2)), Flatten(), Dense(1), Loss())
    net = Net(graph, batch=2)
    x, t = rows(graph, 2)
    net.run(x, t)
    shaped = np.moveaxis(net.plan.activations[graph.named("Reshape 2").id], -1, 0)
    np.testing.assert_array_equal(shaped, x.reshape(2, 2, 3, 2))


@pytest.mark.parametrize("position", POSITIONS)
def test_gradients_pass_a_reshape(position: str) -> None:
    graph = POSITIONS[position](Reshape((2, 3, 3)), (18,))
    assert_gradients(graph)
    assert_gradients(
        chain(Input((18,)), Reshape((2, 3, 3)), Conv2D(2), Flatten(), Dense(1), Loss())
    )


def test_reshape_counts() -> None:
    problem = complaint(Reshape((2, 1000)), (64,))[1]
    assert "2,000" in problem.message
    assert "64" in problem.message


@pytest.mark.parametrize(("shape", "slopes"), [((5,), 5), ((6, 3), 3), ((4, 2, 2), 4)])
def test_prelu_learns_one_slope_or_one_for_each_channel(shape: Shape, slopes: int) -> None:
    assert PReLU().parameters(shape)["weight"].shape == (1,)
    assert PReLU(shared=False).parameters(shape)["weight"].shape == (slopes,)


def test_prelu_starts_from_its_slope() -> None:
    graph = first(PReLU(slope=0.5), (3,))
    net = Net(graph, batch=1)
    net.parameters.draw(0)
    net.run(np.array([[-2.0, 0.0, 3.0]]), rows(graph, 1)[1])
    a = net.plan.activations[graph.named("PReLU").id][:, 0]
    np.testing.assert_array_equal(a, [-1, 0, 3])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_multiply_takes_any_number_of_equal_shapes(count: int) -> None:
    graph, ways = chain(Input((3,))), []
    for _ in range(count):
        graph, way = feed(graph, Dense(3), [1])
        ways.append(way)
    graph, product = feed(graph, Multiply(), ways)
    graph, last = feed(graph, Dense(1), [product])
    assert_gradients(feed(graph, Loss(), [last])[0])


def test_multiply_refuses_unequal_shapes() -> None:
    graph, one = feed(chain(Input((3,))), Dense(3), [1])
    graph, two = feed(graph, Dense(4), [1])
    graph, product = feed(graph, Multiply(), [one, two])
    messages = [problem.message for problem in check(graph).at(product)]
    assert "Multiply needs inputs of one shape, got 3 and 4." in messages
