"""Every loss, alone and among others, as a NumPy program works it out."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.prelu import PReLU
from bpgui.engine.loss import Loss as LossFunction
from bpgui.engine.loss import losses
from tests.engine.nets import rows
from tests.engine.variants import all_variants
from tests.export.numpy_runs import (
    agrees,
)


@pytest.mark.parametrize("last", ["Linear", "Sigmoid", "Softmax"])
@pytest.mark.parametrize(
    "function", [loss for _, loss in all_variants(losses)], ids=[n for n, _ in all_variants(losses)]
)
def test_every_loss_behind_every_activation(function: LossFunction, last: str) -> None:
    if function.needs() and last not in function.needs():
        last = function.needs()[0]
    agrees(chain(Input((4,)), Dense(3), Dense(3, last), Loss(function)))


@pytest.mark.parametrize("kind", ["BinaryCrossEntropy", "CategoricalCrossEntropy", "KLDivergence"])
def test_a_loss_whose_activation_is_read_by_others_too(kind: str) -> None:
    function = losses.parse(kind)
    graph = chain(Input((4,)), Dense(3, function.needs()[0]), Loss(function))
    agrees(graph.add(Loss(weight=0.5)).connect(2, 4))


@pytest.mark.parametrize("kind", ["CategoricalCrossEntropy", "MeanSquaredError"])
def test_classes_by_one_output_each(kind: str) -> None:
    graph = chain(Input((4,)), Dense(3, "Softmax"), Loss(losses.parse(kind)))
    text = agrees(graph, np.eye(3)[[2, 0, 1]], classes=("a", "b", "c"))
    assert ("(a.dense - t) / len(t)" in text) == (kind == "CategoricalCrossEntropy")


@pytest.mark.parametrize("kind", ["MeanSquaredError", "BinaryCrossEntropy"])
def test_a_loss_that_counts_by_half(kind: str) -> None:
    function = losses.parse(kind)
    agrees(chain(Input((4,)), Dense(3, "Sigmoid"), Loss(function, weight=0.5)))


def test_an_image_repeated_as_a_row() -> None:
    graph = chain(Input((1, 2, 3)), Flatten(), Dense(6), Loss(target="input"))
    x, _ = rows(graph, 3)
    agrees(graph, x.reshape(3, -1))


def test_an_image_as_the_answer() -> None:
    graph = chain(Input((1, 4, 4)), Conv2D(3, 3, padding=-1, activation="Softmax"))
    agrees(graph.add(Loss("CategoricalCrossEntropy")).connect(2, 3))


def test_several_inputs_and_losses() -> None:
    graph = Graph().add(Input((3,)), name="left").add(Input((2, 2)), name="right")
    graph = graph.add(Flatten()).connect(2, 3).add(Concatenate()).connect(1, 4).connect(3, 4)
    graph = graph.add(Dense(5), name="x").connect(4, 5).add(Dense(7, "linear")).connect(5, 6)
    graph = graph.add(Dense(7, "sigmoid")).connect(5, 7)
    graph = graph.add(Loss(weight=0.3)).connect(6, 8)
    graph = graph.add(Loss("BinaryCrossEntropy", weight=2.0)).connect(7, 9)
    agrees(graph)
    repeated = graph.with_layer(8, Loss(target="input", weight=0.3))
    agrees(repeated)


def test_an_image_and_its_repetition() -> None:
    graph = chain(Input((1, 4, 4)), Conv2D(1, 3, padding=-1, activation="Linear"), Loss())
    graph = graph.with_layer(3, Loss(target="input"))
    x, _ = rows(graph, 3)
    agrees(graph, x.reshape(3, -1))
    both = graph.add(Flatten()).connect(2, 4).add(Loss()).connect(4, 5)
    agrees(both)


def test_nothing_may_be_left_to_train() -> None:
    frozen = replace(Dense(3), frozen=True)
    text = agrees(chain(Input((4,)), frozen, Loss()))
    assert "    g = {}\n    return g\n" in text


def test_frozen_layers_have_no_gradients() -> None:
    net = [Input((4,)), Dense(3), PReLU(), BatchNorm(), Dense(3), Dense(2), Loss()]
    for place in (1, 2, 3, 4):
        other = list(net)
        other[place] = replace(net[place], frozen=True)
        agrees(chain(*other))
    other[1:5] = [replace(layer, frozen=True) for layer in net[1:5]]
    text = agrees(chain(*other))
    assert "d_batchnorm" not in text
