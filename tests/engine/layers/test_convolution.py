"""Conv1D, Conv2D and Conv2DTranspose: sizes, refusals, and gradients under all options at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bpgui.engine import convolution
from bpgui.engine.activations.sigmoid import Sigmoid
from bpgui.engine.arrays import Shape
from bpgui.engine.check import check
from bpgui.engine.graph import chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.conv1d import Conv1D
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.conv2d_transpose import Conv2DTranspose
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.reshape import Reshape
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.windows import SAME
from tests.engine.layers.remedies import complaint, cured
from tests.engine.nets import POSITIONS, Net, assert_gradients, middle, rows

OPTIONS: list[dict[str, Any]] = [
    {"padding": SAME, "activation": "softmax"},
    {"stride": 2, "padding": SAME, "kernel": 4, "bias": False},
    {"stride": 3, "kernel": 2, "activation": "GELU"},
    {"stride": 2, "dilation": 2, "padding": 2, "activation": "linear"},
    {"stride": 2, "dilation": 3, "padding": SAME, "activation": "tanh", "bias": False},
]
KINDS = [(Conv1D, (8, 3)), (Conv2D, (2, 7, 6)), (Conv2DTranspose, (2, 4, 3))]
CASES = [
    pytest.param(kind(filters=3, **options), shape, id=f"{kind.kind()}-{options}")
    for kind, shape in KINDS
    for options in OPTIONS
]


@pytest.mark.parametrize("batch", [1, 2, 5])
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_gradients_with_options_together(
    layer: Layer, shape: Shape, position: str, batch: int
) -> None:
    assert_gradients(POSITIONS[position](layer, shape), batch)


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_lines_may_be_worked_on_one_by_one(
    layer: Layer, shape: Shape, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = middle(layer, shape)
    x, t = rows(graph, 3)
    whole = Net(graph)
    loss = whole.run(x, t)
    monkeypatch.setattr(convolution, "TILE", 1)
    by_line = Net(graph, like=whole)
    assert by_line.run(x, t) == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(
        by_line.parameters.gradient, whole.parameters.gradient, rtol=1e-12, atol=1e-15
    )


@pytest.mark.parametrize(
    ("layer", "shape", "size"),
    [
        (Conv2D(5), (1, 28, 28), (5, 26, 26)),
        (Conv2D(5, padding=SAME), (3, 28, 20), (5, 28, 20)),
        (Conv2D(5, padding=SAME, stride=2), (3, 9, 8), (5, 5, 4)),
        (Conv2D(5, kernel=4, stride=3, padding=1), (3, 9, 8), (5, 3, 3)),
        (Conv2D(5, dilation=3), (1, 9, 7), (5, 3, 1)),
        (Conv1D(5), (10, 2), (8, 5)),
        (Conv1D(5, stride=4, padding=SAME), (10, 2), (3, 5)),
        (Conv2DTranspose(5), (2, 4, 3), (5, 6, 5)),
        (Conv2DTranspose(5, stride=2, padding=SAME), (2, 4, 3), (5, 8, 6)),
        (Conv2DTranspose(5, kernel=4, stride=2, padding=1), (2, 7, 7), (5, 14, 14)),
        (Conv2DTranspose(5, kernel=2, stride=3, padding=SAME), (2, 2, 2), (5, 6, 6)),
    ],
)
def test_sizes(layer: Layer, shape: Shape, size: Shape) -> None:
    assert layer.output_shape(shape) == size


def test_parameters_have_pytorchs_shapes() -> None:
    assert {n: p.shape for n, p in Conv2D(5).parameters((2, 9, 9)).items()} == {
        "weight": (5, 2, 3, 3),
        "bias": (5,),
    }
    assert Conv1D(5, bias=False).parameters((9, 2))["weight"].shape == (5, 2, 3)
    assert list(Conv1D(5, bias=False).parameters((9, 2))) == ["weight"]
    transposed = Conv2DTranspose(5, kernel=4, stride=2).parameters((3, 9, 9))["weight"]
    assert transposed.shape == (3, 5, 4, 4)
    # 3 channels, of whose 16 taps every fourth reaches a pixel.
    assert (transposed.fan_in, transposed.fan_out) == (12, 80)
    assert Conv2DTranspose(1, kernel=1, stride=4).parameters((1, 2, 2))["weight"].fan_in == 1


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize(("kind", "shape"), [(Conv2D, (2, 9, 3)), (Conv1D, (3, 9))])
def test_a_kernel_larger_than_its_input_is_cut_to_size(
    kind: type[Conv2D], shape: Shape, dilation: int, padding: int
) -> None:
    layer = kind(kernel=8, dilation=dilation, padding=padding)
    graph, problem = complaint(layer, shape)
    assert "kernel of 8" in problem.message
    assert ("dilation" in problem.message) == (dilation > 1)
    mended = cured(graph, problem)
    assert isinstance(mended, kind)
    larger = kind(kernel=mended.kernel + 1, dilation=dilation, padding=padding)
    complaint(larger, shape)


def test_padding_that_leaves_nothing_is_taken_back() -> None:
    graph, problem = complaint(Conv2DTranspose(padding=2), (1, 2, 2))
    assert "padding of 2" in problem.message
    assert cured(graph, problem) == Conv2DTranspose()


@pytest.mark.parametrize("kind", [Conv2D, Conv2DTranspose])
@pytest.mark.parametrize(
    ("shape", "image"), [((64,), (1, 8, 8)), ((10,), (1, 1, 10)), ((7, 5), (1, 7, 5))]
)
def test_rows_and_sequences_are_reshaped_to_images(
    kind: type[Conv2D], shape: Shape, image: Shape
) -> None:
    graph, problem = complaint(kind(kernel=1), shape)
    assert "needs an image" in problem.message
    assert problem.fix is not None
    mended = problem.fix.apply(graph)
    assert mended.newest.layer == Reshape(image)
    assert cured(graph, problem) == kind(kernel=1)


@pytest.mark.parametrize(("shape", "sequence"), [((12,), (12, 1)), ((1, 8, 6), (8, 6))])
def test_rows_and_images_of_one_channel_are_reshaped_to_sequences(
    shape: Shape, sequence: Shape
) -> None:
    graph, problem = complaint(Conv1D(), shape)
    assert "needs a sequence" in problem.message
    assert problem.fix is not None
    assert problem.fix.apply(graph).newest.layer == Reshape(sequence)
    cured(graph, problem)


def test_nothing_is_offered_where_no_reshape_is_meant() -> None:
    assert complaint(Conv1D(), (2, 8, 8))[1].fix is None
    assert complaint(Conv2D(), (1, 2, 3, 4))[1].fix is None


def test_the_loss_may_take_the_activation_over() -> None:
    last = Conv2D(1, padding=SAME, activation=Sigmoid())
    graph = chain(Input((1, 4, 3)), Conv2D(2, padding=SAME), last, Loss(BinaryCrossEntropy()))
    assert check(graph).ok
    assert_gradients(graph)
    net = Net(graph)
    net.run(*rows(graph, 3))
    assert 0 < net.output.min() < net.output.max() < 1


def test_the_card_shows_the_kernel() -> None:
    assert Conv2D(16).summary() == "16 · 3 × 3 · ReLU"
    assert Conv1D(16, kernel=5).summary() == "16 · 5 · ReLU"
