"""One flat vector holds all parameters; every tensor is a view of it in its public shape."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.initializers.given import Given
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.norms import norm_calls
from bpgui.engine.parameters import Parameters

NET = chain(Input((3,)), Dense(4), Dense(2, bias=False), Loss())


def made(graph: Graph = NET, dtype: str = "float64", seed: int = 1) -> Parameters:
    parameters = Parameters(graph, check(graph), dtype)
    parameters.draw(seed)
    return parameters


def test_every_number_belongs_to_one_tensor() -> None:
    parameters = made()
    assert [slot.tensor for slot in parameters.slots] == [
        "Dense/weight",
        "Dense/bias",
        "Dense 2/weight",
    ]
    marks = np.arange(parameters.values.size)
    seen = np.concatenate([slot.view(marks).ravel() for slot in parameters.slots])
    assert sorted(seen) == list(range(4 * 3 + 4 + 2 * 4))


def test_views_have_the_public_shape_and_write_through() -> None:
    parameters = made()
    weight = parameters.of_node(2, parameters.values)["weight"]
    assert weight.shape == (4, 3)
    weight[1, 2] = 5
    assert parameters.copies()["Dense/weight"][1, 2] == 5
    assert (parameters.values == 5).sum() == 1
    block = parameters.block(2, parameters.values)
    np.testing.assert_array_equal(block[:12].reshape(3, 4).T, weight)
    assert np.shares_memory(block, parameters.values)


def test_copies_are_apart_and_in_c_order() -> None:
    parameters = made()
    copies = parameters.copies()
    parameters.values[...] = 0
    assert copies["Dense/weight"].any()
    assert all(array.flags.c_contiguous for array in copies.values())


def test_start_values_hang_on_the_seed_and_the_node_alone() -> None:
    assert np.array_equal(made(seed=1).values, made(seed=1).values)
    assert not np.array_equal(made(seed=1).values, made(seed=2).values)
    other = made(NET.with_layer(3, Dense(5)))
    np.testing.assert_array_equal(made().copies()["Dense/weight"], other.copies()["Dense/weight"])
    twins = made(chain(Input((4,)), Dense(4), Dense(4), Loss())).copies()
    assert not np.array_equal(twins["Dense/weight"], twins["Dense 2/weight"])
    renamed = made(NET.rename(2, "First"))
    np.testing.assert_array_equal(renamed.values, made().values)


def test_single_precision_starts_from_the_same_values() -> None:
    np.testing.assert_allclose(made(dtype="float32").values, made().values, rtol=1e-6)


def test_an_initialiser_that_cannot_serve_names_the_tensor() -> None:
    graph = NET.with_layer(2, replace(Dense(4), initializer=Given((1.0, 2.0))))
    words = r"^Dense/weight: 12 numbers are needed \(4 × 3\), 2 are given\.$"
    with pytest.raises(ValueError, match=words):
        made(graph)


def test_a_network_without_parameters_has_none() -> None:
    parameters = made(chain(Input((3,)), Loss()))
    assert parameters.values.size == parameters.gradient.size == 0
    assert parameters.copies() == {}


@pytest.mark.parametrize("units", [(4,), (400,), (400, 3, 2, 5), (2, 3, 400, 2, 2), (3,) * 40])
def test_norms_are_those_of_the_tensors(units: tuple[int, ...]) -> None:
    graph = chain(Input((20,)), *map(Dense, units), Dense(2), Loss())
    parameters = made(graph)
    parameters.gradient[...] = np.random.default_rng(0).standard_normal(parameters.gradient.size)
    squares = np.full(len(parameters.trained), np.nan)
    for call in norm_calls(parameters, squares):
        call()
    expected = [np.sum(g**2) for g in parameters.gradients().values()]
    np.testing.assert_allclose(squares, expected, rtol=1e-12)
