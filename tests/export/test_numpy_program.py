"""The NumPy program: every kind of layer, in numbers that agree with the engine's."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings

from bpgui.engine.activation import activations
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.export.numpy_program.place import translations
from tests.engine.nets import POSITIONS
from tests.engine.test_random_graphs import graphs
from tests.export.numpy_runs import (
    agrees,
    placed,
)


def test_the_kinds_that_have_a_translation() -> None:
    # All of today's. A new kind may go without: then its programs are refused, in a sentence.
    assert translations.keys() | {"TransformerBlock"} >= {
        "Activation",
        "Add",
        "AveragePool",
        "BatchNorm",
        "Concatenate",
        "Conv1D",
        "Conv2D",
        "Conv2DTranspose",
        "Dense",
        "Dropout",
        "Embedding",
        "Flatten",
        "GRU",
        "GaussianSample",
        "GlobalAveragePool",
        "LSTM",
        "LayerNorm",
        "MaxPool",
        "MultiHeadAttention",
        "Multiply",
        "PReLU",
        "PositionalEncoding",
        "RMSNorm",
        "Reshape",
        "SimpleRNN",
        "TimeDense",
        "Upsample",
    }


@pytest.mark.parametrize(("layer", "shape", "position"), placed())
def test_every_layer_under_every_option(
    layer: Layer, shape: tuple[int, ...], position: str
) -> None:
    agrees(POSITIONS[position](layer, shape))


def windowed() -> list[Any]:
    """Windows of every size, stride, dilation and padding that can be."""
    found = []
    for size, stride, dilation, padding in itertools.product(
        (1, 2, 3), (1, 2, 3), (1, 2), (-1, 0, 1, 2)
    ):
        both = {"stride": stride, "padding": padding}
        if dilation == 1 and padding <= size // 2:
            found += [layers[kind](size=size, **both) for kind in ("MaxPool", "AveragePool")]
        for kind in ("Conv1D", "Conv2D", "Conv2DTranspose"):
            found.append(layers[kind](kernel=size, dilation=dilation, filters=2, **both))
    return [
        pytest.param(
            layer, id=f"{layer.kind()}-{'-'.join(str(v) for v in vars(layer).values())[:12]}"
        )
        for layer in found
    ]


@pytest.mark.parametrize("layer", windowed())
def test_windows_of_every_sort(layer: Layer) -> None:
    agrees(POSITIONS["middle"](layer, (9, 2) if layer.kind() == "Conv1D" else (2, 8, 7)))


@settings(max_examples=30)
@given(graphs())
def test_a_random_graph(graph: Graph) -> None:
    agrees(graph)


def test_of_equal_numbers_the_engine_s_wins() -> None:
    relu = Activation(activations.parse("ReLU"))
    graph = chain(
        Input((1, 6, 6)),
        Conv2D(2, 3, padding=-1),
        relu,
        layers.parse({"kind": "MaxPool", "size": 3, "stride": 1}),
        Flatten(),
        Dense(2),
        Loss(),
    )
    agrees(graph)


def test_a_row_alone() -> None:
    agrees(chain(Input((3,)), Dense(4), BatchNorm(), Dense(2), Loss()), count=1)


def test_a_layer_twice_behind_itself() -> None:
    graph = chain(Input((4,)), Dense(4), Dense(4))
    graph = graph.add(Add()).connect(1, 4).connect(2, 4).connect(3, 4)
    agrees(graph.add(Loss()).connect(4, 5))


def test_the_middle_of_a_variational_auto_encoder() -> None:
    text = agrees(chain(Input((4,)), Dense(6), GaussianSample(0.5), Dense(3), Loss()))
    assert "KL divergence" in text
