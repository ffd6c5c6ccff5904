"""ONNX models for tests: made of nets, checked, and run by the reference that comes with onnx."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator
from onnx.reference.ops.op_max_pool import MaxPool as _MaxPool
from onnx.reference.ops.op_rnn import RNN_14

from bpgui.engine.arrays import Array
from bpgui.engine.graph import Graph
from bpgui.engine.mute import without_muted
from bpgui.export import Bundle, ExportError, Sample
from bpgui.export.onnx import model_of
from bpgui.project.graph_codec import graph_to_data
from tests.engine.nets import Net, rows
from tests.export.known import newer

AS_IT_IS = {"name": "NoScaling", "shift": [0.0], "scale": [1.0]}


class RNN(RNN_14):
    """The reference knows no other function than tanh."""

    op_domain = ""

    def choose_act(self, name: str, alpha: Any, beta: Any) -> Callable[[Array], Array]:
        if name == "Relu":
            return lambda x: np.maximum(x, 0)
        found: Callable[[Array], Array] = super().choose_act(name, alpha, beta)
        return found


class MaxPool(_MaxPool):
    """The reference trips over padding where the stride is 1; it has another way for the rest."""

    op_domain = ""

    def _run(self, x: Array, **settings: Any) -> Any:
        return self._max_pool(x, **settings)


def bundle_of(graph: Graph, tensors: dict[str, Array], **more: Any) -> Bundle:
    """A bundle of a graph with these weights, without a sample."""
    none = np.zeros((0, 1))
    more = {"preprocessing": AS_IT_IS, "sample": Sample(none, none, none), **more}
    return Bundle(graph_to_data(graph), tensors, **more)


def checked(bundle: Bundle) -> onnx.ModelProto:
    """The model of a bundle, as a reader of the file gets it, found to be in order; a kind that
    came later need not have a translation."""
    try:
        model = model_of(bundle)
    except ExportError as error:
        if not newer(bundle):
            raise
        pytest.skip(str(error))
    made = onnx.load_from_string(model.SerializeToString())
    onnx.checker.check_model(made, full_check=True)
    return made


def answers(made: onnx.ModelProto, raw: Array) -> dict[str, Array]:
    """What comes out by name when rows of data, which the inputs share, go in."""
    flat, feeds, start = raw.reshape(len(raw), -1), {}, 0
    for entrance in made.graph.input:
        shape = sizes(entrance)
        stop = start + math.prod(shape)
        part = flat[:, start:stop].reshape(-1, *shape)
        dtype = dtype_of(entrance)
        feeds[entrance.name] = (np.rint(part) if dtype == np.int64 else part).astype(dtype)
        start = stop
    assert start == flat.shape[1]
    with np.errstate(all="ignore"):
        found = ReferenceEvaluator(made, new_ops=[RNN, MaxPool]).run(None, feeds)
    return dict(zip([exit.name for exit in made.graph.output], found, strict=True))


def sizes(info: onnx.ValueInfoProto) -> list[int]:
    """The shape of a row."""
    first, *rest = info.type.tensor_type.shape.dim
    assert first.dim_param == "batch"
    return [dimension.dim_value for dimension in rest]


def dtype_of(info: onnx.ValueInfoProto) -> np.dtype[Any]:
    """The type of its numbers."""
    return onnx.helper.tensor_dtype_to_np_dtype(info.type.tensor_type.elem_type)


def agrees(graph: Graph, dtype: str = "float64", atol: float = 1e-6) -> onnx.ModelProto:
    """Every output is the engine's, for batches of any size; gives the model."""
    graph = without_muted(graph)
    net = Net(graph, dtype=dtype, training=False)
    unlearned = net.parameters.values[len(net.parameters.theta) :]
    unlearned[...] = np.random.default_rng(6).uniform(0.5, 1.5, unlearned.shape)
    made = checked(bundle_of(graph, net.parameters.copies()))
    for count in (1, 4):
        used = Net(graph, count, dtype, training=False, like=net)
        x, t = rows(graph, count)
        used.loss(x, t)
        found = answers(made, x)
        wanted = [np.moveaxis(output, -1, 0) for output in used.plan.outputs.values()]
        assert len(found) == len(wanted)
        for name, output in zip(found, wanted, strict=True):
            assert found[name].dtype == np.dtype(dtype)
            np.testing.assert_allclose(found[name], output, rtol=0, atol=atol, err_msg=name)
    return made
