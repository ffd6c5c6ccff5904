"""The table of an Embedding, and who may read it."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Mismatch
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.reshape import Reshape
from bpgui.engine.task import Task
from bpgui.engine.tokens import readers
from tests.engine.nets import Net

TOKENS = np.array([[0, 3, 3, 1], [4, 0, 0, 0]])


def drawn(layer: Embedding, steps: int = 4) -> Graph:
    return chain(Input((steps,)), layer, Flatten(), Dense(1, "linear"), Loss())


def test_it_looks_up_rows_of_its_table() -> None:
    net = Net(drawn(Embedding(tokens=5, features=3)), 2)
    net.loss(TOKENS, np.zeros((2, 1)))
    table = net.parameters.copies()["Embedding/weight"]
    found = np.moveaxis(net.plan.activations[2], -1, 0)
    np.testing.assert_array_equal(found, table[TOKENS])


def test_a_row_of_the_table_gets_the_gradients_of_every_place_it_was_read_at() -> None:
    net = Net(drawn(Embedding(tokens=6, features=3)), 2)
    net.run(TOKENS, np.ones((2, 1)))
    delta = np.moveaxis(net.plan.deltas[2], -1, 0)
    wanted = np.zeros((6, 3))
    for row, step in np.ndindex(TOKENS.shape):
        wanted[TOKENS[row, step]] += delta[row, step]
    found = net.parameters.gradients()["Embedding/weight"]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    assert (found[[2, 5]] == 0).all()
    assert (net.dx == 0).all()


@pytest.mark.parametrize("wild", [-7.0, 99.0, np.inf, -np.inf, np.nan])
def test_a_number_outside_the_table_does_no_harm(wild: float) -> None:
    net = Net(drawn(Embedding(tokens=5, features=3)), 2)
    net.run(np.array([[0, 1, 2, wild], [0, 0, 0, 0]]), np.zeros((2, 1)))
    table = net.parameters.copies()["Embedding/weight"]
    row = 4 if wild > 4 else 0
    np.testing.assert_array_equal(net.plan.activations[2][3, :, 0], table[row])


def test_it_wants_a_row() -> None:
    with pytest.raises(Mismatch, match=r"needs a row of tokens \(steps\), got 5 × 2") as caught:
        Embedding().output_shape((5, 2))
    assert caught.value.remedy is not None


def test_readers_are_found_through_layers_that_only_reshape() -> None:
    inner = Input((2, 2)), Flatten(), Embedding(tokens=5), Flatten(), Dense(1), Loss()
    assert [(n.name, limit, x) for n, limit, x in readers(chain(*inner))] == [("Embedding", 5, 1)]
    inner = Input((4,)), Reshape((4,)), Embedding(tokens=5)
    assert [x for _, _, x in readers(chain(*inner))] == [1]


def test_reading_what_another_layer_made_is_remarked_on() -> None:
    graph = chain(Input((4,)), Activation(), Embedding(), Flatten(), Dense(1), Loss())
    assert [x for _, _, x in readers(graph)] == [None]
    (problem,) = check(graph).problems
    assert not problem.fatal
    assert "no gradient passes" in problem.message


def test_a_table_smaller_than_the_data_is_refused_and_mended() -> None:
    task = Task((4,), "regression", 1, tokens=9)
    graph = drawn(Embedding(tokens=5))
    (problem,) = check(graph, task).problems
    assert problem.message == "The data has 9 different tokens, Embedding knows 5."
    assert problem.fatal
    assert problem.fix is not None
    assert check(problem.fix.apply(graph), task).problems == ()
