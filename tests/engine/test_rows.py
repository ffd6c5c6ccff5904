"""Rows of a data set, and what is known of their targets."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.plan import Plan
from bpgui.engine.rows import Rows
from tests.engine.nets import Net

X = np.zeros((2, 3))
TARGETS = {
    "classes": (np.eye(3)[[2, 0]], True),
    "shares": (np.array([[0.25, 0.75], [0.5, 0.5]]), True),
    "numbers": (np.array([[0.25, 0.5], [0.5, 0.5]]), False),
    "nearly": (np.array([[1.0, 0.0], [1.0, 1e-12]]), False),
    "one output": (np.array([[1.0], [0.0]]), False),
    "images": (np.full((2, 2, 2), 0.25), False),
}


@pytest.mark.parametrize(("t", "wanted"), TARGETS.values(), ids=TARGETS)
def test_targets_that_are_distributions_are_known(t: Array, wanted: bool) -> None:
    assert Rows(X, t).distributions is wanted


def calls(graph: Graph, distributions: bool) -> int:
    """How many calls the backward pass takes."""
    net = Net(graph)
    plan = Plan(net.graph, net.check, net.parameters, 3, training=True, distributions=distributions)
    return len(plan.backward)


@pytest.mark.parametrize(("target", "saved"), [("data", 1), ("input", 0)])
def test_inputs_that_are_targets_are_not_known(target: str, saved: int) -> None:
    graph = chain(
        Input((4,)),
        layers["Dense"](units=4, activation="Softmax"),
        Loss("CategoricalCrossEntropy", target),
    )
    assert calls(graph, False) - calls(graph, True) == saved
