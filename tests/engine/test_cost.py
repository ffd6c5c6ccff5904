"""Multiply-adds and memory counted by hand."""

from __future__ import annotations

import math

import pytest

from bpgui.engine.check import check
from bpgui.engine.cost import Cost, costs, total
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Layer
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.conv1d import Conv1D
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.conv2d_transpose import Conv2DTranspose
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.max_pool import MaxPool
from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.layers.time_dense import TimeDense
from bpgui.engine.layers.transformer_block import TransformerBlock
from tests.engine.nets import feed
from tests.engine.test_layer_contract import INNER, taken
from tests.engine.variants import small

#: Counted on paper: places x outputs x what each of them sums up.
COUNTED: list[tuple[Layer, tuple[int, ...], int]] = [
    (Dense(8), (3,), 8 * 3),
    (Dense(8, bias=False), (3,), 8 * 3),
    (TimeDense(8), (5, 3), 5 * 8 * 3),
    # 4 x 4 places, 7 filters, windows of 2 channels x 3 x 3.
    (Conv2D(7, kernel=3), (2, 6, 6), 4 * 4 * 7 * 2 * 9),
    (Conv2D(7, kernel=3, stride=2, padding=1), (2, 6, 6), 3 * 3 * 7 * 2 * 9),
    # 10 steps of 4 features, windows of 3.
    (Conv1D(6, kernel=3), (10, 4), 8 * 6 * 4 * 3),
    # Each of 5 x 5 pixels of 3 channels is spread over 2 x 2 pixels of 4.
    (Conv2DTranspose(4, kernel=2, stride=2), (3, 5, 5), 25 * 3 * 4 * 4),
    (SimpleRNN(5), (10, 3), 10 * 5 * (3 + 5)),
    (GRU(5), (10, 3), 10 * 3 * 5 * (3 + 5)),
    (LSTM(5), (10, 3), 10 * 4 * 5 * (3 + 5)),
    (LSTM(5, direction="both"), (10, 3), 2 * 10 * 4 * 5 * (3 + 5)),
    # q, k, v and the way out; then scores and means of 6 steps with 6.
    (MultiHeadAttention(2), (6, 8), 4 * 6 * 8 * 8 + 2 * 6 * 6 * 8),
    (MaxPool(), (2, 6, 6), 0),
    (Activation(), (9,), 0),
]


@pytest.mark.parametrize(
    ("layer", "shape", "expected"), COUNTED, ids=[layer.kind() for layer, _, _ in COUNTED]
)
def test_multiply_adds_are_those_counted_by_hand(
    layer: Layer, shape: tuple[int, ...], expected: int
) -> None:
    assert layer.multiply_adds(shape) == expected


def test_a_composite_costs_what_its_parts_cost() -> None:
    block, steps, d = TransformerBlock(), 6, 8
    inner = block.diagram((steps, d))
    found = check_shapes(inner)
    parts = [node.layer.multiply_adds(*found[id]) for id, node in inner.nodes.items() if found[id]]
    assert block.multiply_adds((steps, d)) == sum(parts)
    assert block.multiply_adds((steps, d)) > MultiHeadAttention(2).multiply_adds((steps, d))


def check_shapes(graph: Graph) -> dict[int, list[tuple[int, ...]]]:
    """What arrives at every node."""
    shapes: dict[int, tuple[int, ...]] = {}
    arriving = {}
    for id in graph.order:
        arriving[id] = [shapes[edge.source] for edge in graph.incoming[id]]
        shapes[id] = graph.nodes[id].layer.output_shape(*arriving[id])
    return arriving


@pytest.mark.parametrize("kind", INNER, ids=lambda kind: kind.kind())
def test_no_kind_forgets_its_matrices(kind: type[Layer]) -> None:
    layer = small(kind)
    for shape in taken(layer):
        x = [shape] * sum(2 if port.many else 1 for port in layer.ports)
        counted = layer.multiply_adds(*x)
        matrices = sum(
            math.prod(p.shape)
            for name, p in layer.parameters(*x).items()
            if len(p.shape) > 1 and p.trained and p.shape != shape and "weight" in name
        )
        assert counted >= 0
        # In the table of an Embedding a row is looked up: nothing is multiplied.
        if kind.kind() != "Embedding":
            assert counted >= matrices


def networks() -> dict[str, Graph]:
    """A multi-layer perceptron, a CNN and an LSTM."""
    return {
        "mlp": chain(Input((2,)), Dense(8), Dense(4), Dense(1), Loss()),
        "cnn": chain(Input((1, 8, 8)), Conv2D(4, kernel=3), MaxPool(), Flatten(), Dense(3), Loss()),
        "lstm": chain(Input((7, 3)), LSTM(5), Dense(2), Loss()),
    }


def chain(*parts: Layer) -> Graph:
    graph, before = Graph(), list[int]()
    for part in parts:
        graph, id = feed(graph, part, before)
        before = [id]
    return graph


#: Parameters and multiply-adds of the layers that have any.
EXPECTED = {
    "mlp": [(24, 16), (36, 32), (5, 4)],
    "cnn": [(40, 36 * 4 * 9), (3 * 36 + 3, 3 * 36)],
    "lstm": [(4 * 5 * (3 + 5 + 1), 7 * 4 * 5 * (3 + 5)), (12, 10)],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_layers_of_whole_networks(name: str) -> None:
    graph = networks()[name]
    found = costs(check(graph))
    assert list(found) == list(check(graph).live)
    told = [(c.parameters, c.multiply_adds) for c in found.values() if c.parameters]
    assert told == EXPECTED[name]
    assert total(found.values()).multiply_adds == sum(adds for _, adds in EXPECTED[name])


def test_the_memory_of_a_network_counted_by_hand() -> None:
    cost = total(costs(check(networks()["mlp"])).values())
    # Six vectors of all parameters; for every row four arrays of every output, the loss included.
    expected = 4 * (6 * (24 + 36 + 5) + 32 * 4 * (2 + 8 + 4 + 1 + 1))
    assert cost.bytes(32) == expected
    assert cost.bytes(32, 8) == 2 * expected


def test_a_layer_that_only_reshapes_keeps_nothing_of_its_own() -> None:
    graph = networks()["cnn"]
    found = costs(check(graph))
    (flatten,) = [id for id in found if graph.nodes[id].layer.kind() == "Flatten"]
    assert found[flatten] == Cost()


def test_a_diagram_without_shapes_costs_what_is_known() -> None:
    graph = Graph().add(Dense(8))
    assert total(costs(check(graph)).values()) == Cost()
