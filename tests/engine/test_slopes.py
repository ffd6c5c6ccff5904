"""Slopes worked out together are those worked out apart, in fewer calls."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine import plan as plan_module
from bpgui.engine.activation import ActivationFunction
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.activations.sigmoid import Sigmoid
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.multiply import Multiply
from tests.engine.nets import Net, assert_gradients, feed, finish, rows

F, G = Tanh(), Sigmoid()


def stack(*functions: ActivationFunction) -> Graph:
    return chain(Input((2,)), *(Dense(3 + k, f) for k, f in enumerate(functions)), Loss())


def apart(monkeypatch: pytest.MonkeyPatch, graph: Graph, like: Net) -> Net:
    """The same net, every layer on its own."""
    monkeypatch.setattr(plan_module, "SMALL", 0)
    return Net(graph, like=like)


def through_an_image() -> Graph:
    graph, x = feed(Graph(), Input((1, 2, 3)), [])
    graph, a = feed(graph, Activation(F), [x])
    graph, b = feed(graph, Activation(F), [a])
    graph, c = feed(graph, Multiply(), [a, b])
    graph, d = feed(graph, Flatten(), [c])
    return finish(graph, [d])


GRAPHS = {
    "one": stack(F),
    "neighbours": stack(F, F, F),
    "mixed": stack(F, G, G, ReLU(), F, F),
    "something between": chain(Input((2,)), Dense(3), Dropout(0.3), Dense(4), Dense(2), Loss()),
    "an image": through_an_image(),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=list(GRAPHS))
def test_together_is_as_apart_bit_for_bit(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    together = Net(graph)
    alone = apart(monkeypatch, graph, like=together)
    x, t = rows(graph, 3)
    assert together.run(x, t) == alone.run(x, t)
    np.testing.assert_array_equal(together.parameters.gradient, alone.parameters.gradient)
    np.testing.assert_array_equal(together.dx, alone.dx)
    assert len(together.plan.backward) <= len(alone.plan.backward)


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=list(GRAPHS))
def test_the_gradients_are_right(graph: Graph) -> None:
    assert_gradients(graph, 2)


def test_neighbours_of_one_function_share_their_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    for graph, saved in ((stack(F, F, F), 4), (stack(F, G, F), 0), (stack(G, F, F), 2)):
        with monkeypatch.context() as patch:
            together = Net(graph)
            alone = apart(patch, graph, like=together)
        assert len(alone.plan.backward) - len(together.plan.backward) == saved


def test_large_outputs_stay_on_their_own() -> None:
    graph = chain(Input((2,)), Dense(90, F), Dense(90, F), Dense(2, F), Loss())
    small, large = Net(graph, batch=5), Net(graph, batch=50)
    assert len(large.plan.backward) - len(small.plan.backward) == 4
