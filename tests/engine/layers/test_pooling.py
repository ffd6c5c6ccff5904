"""Pools and Upsample: sizes, refusals, gradients under all options at once, ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bpgui.engine import pooling
from bpgui.engine.arrays import Shape
from bpgui.engine.layer import Layer
from bpgui.engine.layers.average_pool import AveragePool
from bpgui.engine.layers.global_average_pool import GlobalAveragePool
from bpgui.engine.layers.max_pool import MaxPool
from bpgui.engine.layers.upsample import Upsample
from bpgui.engine.pooling import Pool
from bpgui.engine.windows import SAME
from tests.engine.layers.remedies import complaint, cured
from tests.engine.nets import POSITIONS, Net, assert_gradients, first, middle, rows

OPTIONS: list[dict[str, Any]] = [
    {"size": 3, "stride": 2, "padding": 1},
    {"size": 3, "stride": 1, "padding": SAME},
    {"size": 2, "stride": 3, "padding": SAME},
    {"size": 4, "stride": 3},
    {"size": 1, "stride": 2},
    # More windows than inputs.
    {"size": 2, "stride": 1, "padding": 1},
]
CASES = [
    pytest.param(kind(**options), shape, id=f"{kind.kind()}-{len(shape)}-{options}")
    for kind in (MaxPool, AveragePool)
    for options in OPTIONS
    for shape in ((2, 8, 7), (8, 3))
]
every_pool = pytest.mark.parametrize("kind", [MaxPool, AveragePool])


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
    monkeypatch.setattr(pooling, "TILE", 1)
    by_line = Net(graph, like=whole)
    assert by_line.run(x, t) == loss
    np.testing.assert_allclose(by_line.dx, whole.dx, rtol=1e-12, atol=1e-15)


@every_pool
@pytest.mark.parametrize(
    ("options", "shape", "size"),
    [
        ({}, (3, 11, 8), (3, 5, 4)),
        ({"size": 3}, (3, 11, 9), (3, 3, 3)),
        ({"size": 3, "stride": 2, "padding": 1}, (3, 11, 8), (3, 6, 4)),
        ({"padding": SAME}, (3, 11, 8), (3, 6, 4)),
        ({}, (7, 4), (3, 4)),
    ],
)
def test_sizes(kind: type[Pool], options: dict[str, int], shape: Shape, size: Shape) -> None:
    assert kind(**options).output_shape(shape) == size


@every_pool
def test_a_window_larger_than_its_input_is_cut_to_size(kind: type[Pool]) -> None:
    for shape in ((2, 3, 5), (2, 5, 3), (3, 9)):
        graph, problem = complaint(kind(6), shape)
        assert "window of 6" in problem.message
        assert cured(graph, problem) == kind(3)


@every_pool
def test_a_window_must_see_something(kind: type[Pool]) -> None:
    graph, problem = complaint(kind(2, padding=2), (1, 8, 8))
    assert "more than half" in problem.message
    assert cured(graph, problem) == kind(2, padding=SAME)


@pytest.mark.parametrize("layer", [MaxPool(), AveragePool(), GlobalAveragePool(), Upsample()])
def test_rows_are_refused(layer: Layer) -> None:
    graph, problem = complaint(layer, (64,))
    assert "an image" in problem.message
    assert "a sequence" in problem.message
    cured(graph, problem)


def test_of_equal_inputs_one_gets_the_gradient() -> None:
    graph = first(MaxPool(), (1, 4, 4))
    net = Net(graph, batch=1)
    x, t = rows(graph, 1)
    x[...] = 0
    x[0, 0, 2, 3] = x[0, 0, 3, 3] = 1
    net.run(x, t)
    taken = net.dx[0, 0] != 0
    wanted = np.zeros((4, 4), dtype=bool)
    wanted[0, 0] = wanted[0, 2] = wanted[2, 0] = wanted[2, 3] = True
    np.testing.assert_array_equal(taken, wanted)


def test_padding_never_is_the_largest_nor_part_of_the_mean() -> None:
    for layer in (MaxPool(3, stride=1, padding=SAME), AveragePool(3, stride=1, padding=SAME)):
        graph = first(layer, (1, 4, 4))
        net = Net(graph, batch=2)
        x, t = rows(graph, 2)
        net.run(np.full_like(x, -2), t)
        pooled = next(n.id for n in graph.nodes.values() if n.layer == layer)
        np.testing.assert_allclose(net.plan.activations[pooled], -2, rtol=1e-14)


def test_the_global_average_is_over_pixels_or_steps() -> None:
    assert GlobalAveragePool().output_shape((3, 5, 7)) == (3,)
    assert GlobalAveragePool().output_shape((9, 4)) == (4,)


@pytest.mark.parametrize("mode", ["nearest", "linear"])
@pytest.mark.parametrize("factor", [1, 2, 3])
@pytest.mark.parametrize("shape", [(2, 4, 3), (4, 3), (2, 1, 1)])
def test_upsampled_gradients(shape: Shape, factor: int, mode: str) -> None:
    for position in POSITIONS.values():
        assert_gradients(position(Upsample(factor, mode), shape))


def test_upsampled_sizes() -> None:
    assert Upsample(3).output_shape((2, 4, 5)) == (2, 12, 15)
    assert Upsample(3).output_shape((4, 5)) == (12, 5)
