"""ONNX: every kind of layer, under every option, in numbers that agree with the engine's."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from bpgui.engine.activation import activations
from bpgui.engine.activations.sine import Sine
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.composite import Composite
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer, Site, layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.average_pool import AveragePool
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
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.layers.transformer_block import TransformerBlock
from bpgui.engine.layers.upsample import Upsample
from bpgui.engine.windows import SAME
from bpgui.export import ExportError
from bpgui.export.onnx import model_of
from bpgui.export.onnx.translation import _translations as translations
from bpgui.export.onnx.translation import translation
from tests.engine.nets import POSITIONS, Net, middle
from tests.engine.test_layer_contract import CASES, PLAIN
from tests.engine.test_random_graphs import graphs
from tests.export.onnx_runs import agrees, bundle_of
from tests.sentences import is_sentence

IMAGE, SEQUENCE = (2, 6, 5), (7, 4)


def placed() -> list[Any]:
    """Every layer under every option, the positions in turns."""
    turns = itertools.cycle(POSITIONS)
    return [
        pytest.param(*case.values, position, id=f"{case.id}-{position}")
        for case, position in zip(CASES, turns, strict=False)
    ]


@pytest.mark.parametrize(("layer", "shape", "position"), placed())
def test_every_layer_under_every_option(layer: Layer, shape: Shape, position: str) -> None:
    agrees(POSITIONS[position](layer, shape))


@pytest.mark.parametrize(("layer", "shape"), PLAIN)
def test_single_precision(layer: Layer, shape: Shape) -> None:
    agrees(middle(layer, shape), "float32", 1e-4)


def slid(kind: type[Layer], sizes: str, **settings: Any) -> list[Any]:
    """A layer with windows under every mixture of size, stride, padding and dilation it takes."""
    found = []
    for size, stride, padding in itertools.product((1, 2, 3), (1, 2, 3), (SAME, 0, 1)):
        layer = replace(kind(**settings), **{sizes: size, "stride": stride, "padding": padding})
        found.append((layer, f"{kind.__name__}-{size}-{stride}-{padding}"))
        if hasattr(layer, "dilation") and size > 1:
            wide = replace(layer, dilation=2)
            found.append((wide, f"{kind.__name__}-{size}-{stride}-{padding}-dilated"))
    return [pytest.param(layer, id=name) for layer, name in found if not hopeless(layer)]


def hopeless(layer: Any) -> bool:
    """Pads more than half of its window, or cuts off all that it makes."""
    if isinstance(layer, MaxPool | AveragePool):
        return layer.padding > layer.size // 2
    return isinstance(layer, Conv2DTranspose) and layer.kernel == 1 and layer.padding > 0


@pytest.mark.parametrize(
    "layer",
    [
        *slid(Conv2D, "kernel", filters=2),
        *slid(Conv2DTranspose, "kernel", filters=2),
        *slid(MaxPool, "size"),
        *slid(AveragePool, "size"),
    ],
)
def test_windows_on_images(layer: Layer) -> None:
    agrees(middle(layer, IMAGE))


@pytest.mark.parametrize(
    "layer",
    [
        *slid(Conv1D, "kernel", filters=2),
        *slid(MaxPool, "size"),
        *slid(AveragePool, "size"),
    ],
)
def test_windows_on_sequences(layer: Layer) -> None:
    agrees(middle(layer, SEQUENCE))


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize("kind", [SimpleRNN, LSTM, GRU])
def test_every_way_to_read_a_sequence(kind: Any, output: str, direction: str) -> None:
    agrees(middle(kind(units=3, output=output, direction=direction), SEQUENCE))


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
def test_a_recurrence_of_relus(direction: str) -> None:
    agrees(middle(SimpleRNN(units=3, activation="relu", direction=direction), SEQUENCE))


@pytest.mark.parametrize("shape", [IMAGE, SEQUENCE])
@pytest.mark.parametrize("mode", ["nearest", "linear"])
@pytest.mark.parametrize("factor", [2, 3, 5])
def test_images_and_sequences_made_larger(factor: int, mode: str, shape: Shape) -> None:
    agrees(middle(Upsample(factor, mode), shape))


@pytest.mark.parametrize("norm", ["before", "after"])
@pytest.mark.parametrize("causal", [False, True])
def test_a_transformer(norm: str, causal: bool) -> None:
    agrees(middle(TransformerBlock(2, 5, norm=norm, causal=causal, dropout=0.5), SEQUENCE))


@settings(max_examples=40)
@given(graphs())
def test_a_random_graph(graph: Graph) -> None:
    agrees(graph)


def test_no_kind_has_lost_its_translation() -> None:
    kinds = """Dense Activation PReLU Dropout Flatten Reshape GaussianSample Conv2D Conv1D
        Conv2DTranspose Upsample MaxPool AveragePool GlobalAveragePool SimpleRNN LSTM GRU TimeDense
        Embedding PositionalEncoding MultiHeadAttention TransformerBlock BatchNorm LayerNorm RMSNorm
        Add Multiply Concatenate"""
    assert [kind for kind in kinds.split() if translation(layers[kind]) is None] == []


# -- kinds from elsewhere ------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubled(Flatten):
    """a = 2 x"""

    label = "Twice"
    reshapes = False

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def bind(self, at: Site) -> Ops:
        return Ops([partial(np.add, at.x[0], at.x[0], at.y)])


@dataclass(frozen=True)
class Cubed(Sine):
    """f(z) = z^3"""

    label = "cube"


@dataclass(frozen=True)
class Twin(Composite):
    """a = f(f(x))"""

    label = "Twin"

    def diagram(self, x: Shape) -> Graph:
        return chain(Input(x), Activation(Tanh()), Activation(Sine()))


def refusal(graph: Graph) -> str:
    """Why this graph is not exported."""
    net = Net(graph, training=False)
    with pytest.raises(ExportError) as caught:
        model_of(bundle_of(graph, net.parameters.copies()))
    assert is_sentence(str(caught.value))
    return str(caught.value)


def test_a_kind_without_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(layers._kinds, "Doubled", Doubled)
    graph = chain(Input((3,)), Doubled(), Dense(2), Loss())
    graph = graph.rename(graph.named("Twice").id, "Mine")
    said = refusal(graph)
    assert "Mine" in said
    assert "Twice" in said
    assert ".npz" in said


def test_an_activation_without_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(activations._kinds, "Cubed", Cubed)
    said = refusal(chain(Input((3,)), Dense(2, Cubed()), Loss()))
    assert "Dense" in said
    assert "cube" in said


def test_a_kind_made_of_others_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(layers._kinds, "Twin", Twin)
    agrees(chain(Input((3,)), Twin(), Dense(2), Loss()))


def test_a_translation_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(layers._kinds, "Doubled", Doubled)
    monkeypatch.setitem(translations, Doubled, lambda layer, site: site.op("Sum", *site.x, *site.x))
    agrees(chain(Input((3,)), Doubled(), Dense(2), Loss()))
