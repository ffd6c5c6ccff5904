"""What layers answer, and the way back, are PyTorch's: see tests/tools/golden_layers.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.engine.activations.linear import Linear
from bpgui.engine.arrays import Array
from bpgui.engine.graph import Graph
from bpgui.engine.layer import layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.squared import HalfSquaredError
from tests.engine.nets import Net, feed

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.npz"))
#: Relative to the largest number of its tensor.
TOLERANCE = {"float64": 1e-10, "float32": 1e-5}


def cases() -> Iterator[Any]:
    for path in GOLDEN:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        for number in sorted({name.partition("/")[0] for name in arrays}):
            own = {n[3:]: array for n, array in arrays.items() if n.startswith(f"{number}/")}
            settings = str(own["settings"])
            yield pytest.param(path.stem, own, id=f"{path.stem}-{number}-{settings}")


def drawn(kind: str, golden: dict[str, Array]) -> Graph:
    """The data, the layer, and what makes the loss; a merge gets the data on three ways."""
    layer = layers[kind](**json.loads(str(golden["settings"])))
    graph, x = feed(Graph(), Input(golden["x"].shape[1:]), [])
    ways = [x]
    if layer.ports[0].many:
        graph, second = feed(graph, Activation(Linear()), [x])
        graph, third = feed(graph, Activation(Linear()), [second])
        ways += [second, third]
    graph, id = feed(graph, layer, ways)
    graph, flat = feed(graph, Flatten(), [id])
    return feed(graph, Loss(HalfSquaredError()), [flat])[0]


def assert_close(found: Array, wanted: Array, tolerance: float) -> None:
    scale = max(1e-3, float(np.abs(wanted).max()))
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found / scale, wanted / scale, rtol=0, atol=tolerance)


def test_every_golden_file_is_read() -> None:
    assert {path.stem for path in GOLDEN} >= {"Conv1D", "Conv2D", "BatchNorm", "MaxPool"}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("kind", "golden"), list(cases()))
def test_a_layer_answers_as_pytorch_does(kind: str, golden: dict[str, Array], dtype: str) -> None:
    rows = len(golden["x"])
    net = Net(drawn(kind, golden), rows, dtype, training=bool(golden["training"]))
    for slot in net.parameters.slots:
        slot.view(net.parameters.values)[...] = golden[f"parameter/{slot.name}"]
    net.run(golden["x"], golden["t"])
    tolerance = TOLERANCE[dtype]
    assert_close(net.output, golden["y"].reshape(rows, -1), tolerance)
    assert_close(net.dx, golden["dx"], tolerance)
    for slot in net.parameters.trained:
        found = slot.view(net.parameters.gradient)
        assert_close(found, golden[f"gradient/{slot.name}"], tolerance)
    for slot in net.parameters.slots:
        if not slot.declared.trained:
            found = slot.view(net.parameters.values)
            assert_close(found, golden[f"after/{slot.name}"], tolerance)
