"""Bundles that programs are made of: every example, and every kind of layer under every option."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bpgui.engine.arrays import Array
from bpgui.engine.check import check
from bpgui.engine.clipping import clippings
from bpgui.engine.declaration import to_data
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.average_pool import AveragePool
from bpgui.engine.layers.conv1d import Conv1D
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.conv2d_transpose import Conv2DTranspose
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.max_pool import MaxPool
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.layers.time_dense import TimeDense
from bpgui.engine.layers.transformer_block import TransformerBlock
from bpgui.engine.loss import losses
from bpgui.engine.losses.squared import MeanSquaredError
from bpgui.engine.optimizer import optimizers
from bpgui.engine.regularizer import regularizers
from bpgui.engine.rows import Rows
from bpgui.engine.schedule import schedules
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.engine.windows import SAME
from bpgui.export import Bundle, Sample
from bpgui.project.bundle import bundle
from bpgui.project.examples import load_example
from bpgui.project.graph_codec import graph_to_data
from bpgui.project.session import prepare, start
from tests.engine.nets import POSITIONS, feed, finish, middle, rows
from tests.engine.test_layer_contract import INNER, taken
from tests.engine.variants import all_variants, small

SUFFIXES = ("_pytorch.py", "_keras.py")
#: Kinds that draw noise while they are trained.
NOISY = ("Dropout", "GaussianSample")


@dataclass(frozen=True)
class Case:
    """A bundle, and how the network it holds goes on: rows, and answers to the sample after it.

    later: the answers after so many epochs more; None where noise would make them differ.
    """

    bundle: Bundle
    x: Array
    t: Array
    later: Array | None


def of_example(name: str) -> Bundle:
    """A bundle of an example as it begins."""
    project = load_example(name)
    prepared = prepare(project)
    return bundle(prepared, start(project, prepared=prepared))


def trained(graph: Graph, epochs: int = 0, before: int = 2, **settings: Any) -> Case:
    """A case of a graph, with random rows for the data, trained for `before` full batches."""
    options: dict[str, Any] = {"precision": "float64", "learning_rate": 0.05, "optimizer": "SGD"}
    training = Training(batch_size=0, **options | settings)
    x, t = rows(graph, 6)
    found = check(graph)
    trainer = Trainer(graph, found, training, Rows(x, t), Rows(x, t), lambda y, t: 0.0)
    list(trainer.make(before))
    made = Bundle(
        graph=graph_to_data(graph),
        tensors=trainer.values(),
        preprocessing={"name": "NoScaling", "shift": [0.0], "scale": [1.0]},
        sample=Sample(x[:3], x[:3], trainer.predict(x[:3])),
        training=to_data(training),
    )
    if not epochs or noisy(graph):
        return Case(made, x, t, None)
    list(trainer.make(epochs))
    return Case(made, x, t, trainer.predict(x[:3]))


def noisy(graph: Graph) -> bool:
    """Whether the network draws noise while it is trained."""
    layers = [node.layer for node in graph.nodes.values()]
    return any(layer.kind() in NOISY or getattr(layer, "dropout", 0) for layer in layers)


def kinds() -> Iterator[tuple[str, Graph]]:
    """Every kind in every position, and under every option in the middle; more of what is hard."""
    for kind in INNER:
        for shape in taken(small(kind)):
            sizes = "x".join(map(str, shape))
            for position, make in POSITIONS.items():
                yield f"{kind.kind()}-{sizes}-{position}", make(small(kind), shape)
    for name, layer in all_variants(INNER):
        for shape in taken(layer):
            yield f"{name}-{'x'.join(map(str, shape))}", middle(layer, shape)
    yield from ((name, middle(layer, shape)) for name, layer, shape in _hard())
    yield from ends()


def _hard() -> Iterator[tuple[str, Any, tuple[int, ...]]]:
    for stride in (1, 2, 3):
        for size in (1, 2, 3, 4):
            for shape in ((7, 3), (2, 7, 6)):
                dims = "x".join(map(str, shape))
                tail = f"same-{size}-{stride}-{dims}"
                yield f"MaxPool-{tail}", MaxPool(size, stride, SAME), shape
                yield f"AveragePool-{tail}", AveragePool(size, stride, SAME), shape
                if len(shape) == 2:
                    yield f"Conv1D-{tail}", Conv1D(2, size, stride, SAME), shape
                    continue
                yield f"Conv2D-{tail}", Conv2D(2, size, stride, SAME), shape
                for dilation in (1, 2):
                    layer = Conv2DTranspose(2, size, stride, SAME, dilation)
                    yield f"Conv2DTranspose-{dilation}-{tail}", layer, shape
    for shape in ((7, 3), (2, 7, 7)):
        dims = "x".join(map(str, shape))
        yield f"AveragePool-padded-{dims}", AveragePool(3, 2, 1), shape
        yield f"MaxPool-padded-{dims}", MaxPool(3, 2, 1), shape
    yield "Conv2D-padded", Conv2D(2, 3, 2, 2, 2), (2, 7, 6)
    yield "Conv2DTranspose-padded", Conv2DTranspose(2, 3, 2, 1, 2), (2, 4, 3)
    for kind in (SimpleRNN, LSTM, GRU):
        for output in ("last", "sequence"):
            for direction in ("forward", "backward", "both"):
                layer = kind(3, output, direction, frozen=direction == "both")
                yield f"{kind.kind()}-{output}-{direction}", layer, (5, 4)
    for norm in ("before", "after"):
        block = TransformerBlock(2, 5, norm=norm, causal=True, dropout=0.1)
        yield f"TransformerBlock-{norm}-dropout", block, (5, 4)


def ends() -> Iterator[tuple[str, Graph]]:
    """Every loss, fused and not; several inputs; several losses."""
    for name, loss in all_variants(losses):
        for needed in loss.needs() or ("Tanh",):
            graph = Graph().add(Input((4,))).add(Dense(3, needed)).add(Loss(loss))
            graph = graph.connect(1, 2).connect(2, 3)
            yield f"loss-{name}-{needed}", graph
    for kind in (
        "CategoricalCrossEntropy",
        "KLDivergence",
        "BinaryCrossEntropy",
        "HalfSquaredError",
    ):
        last = (losses.parse(kind).needs() or ("Linear",))[0]
        for name, graph in (
            ("image", chain(Input((2, 4, 4)), Conv2D(2, 3, 1, SAME, activation=last))),
            ("sequence", chain(Input((5, 4)), TimeDense(3, last))),
        ):
            judged, _ = feed(graph, Loss(kind), [2])
            yield f"loss-{kind}-{name}", judged
            if name == "image":  # read by two, the activation is not the loss's
                shared, _ = feed(judged, Loss(MeanSquaredError(), "input", 0.5), [2])
                yield f"loss-{kind}-{name}-shared", shared
    graph = Graph().add(Input((3,))).add(Input((1, 4, 4))).add(Conv2D(2))
    graph = graph.connect(2, 3)
    graph, _ = feed(graph, Dense(3), [1])
    yield "inputs", _joined(graph)
    graph = Graph().add(Input((4,))).add(Dense(4, "Sigmoid")).add(Loss("BinaryCrossEntropy"))
    graph = graph.connect(1, 2).connect(2, 3)
    graph, _ = feed(graph, Loss(MeanSquaredError(), "input", 0.5), [2])
    yield "losses-shared", graph
    graph = Graph().add(Input((4,))).add(Dense(5)).add(Dense(3, "Softmax"))
    graph = graph.connect(1, 2).connect(2, 3)
    graph, _ = feed(graph, Loss("CategoricalCrossEntropy"), [3])
    graph, _ = feed(graph, Dense(4, "Linear"), [2])
    graph, _ = feed(graph, Loss(MeanSquaredError(), "input", 0.5), [graph.newest.id])
    yield "losses", graph


def _joined(graph: Graph) -> Graph:
    return finish(graph, [3, 4])


def named(graph: Graph, names: dict[int, str]) -> Graph:
    """The graph with other names."""
    nodes = {
        id: dataclasses.replace(node, name=names.get(id, node.name))
        for id, node in graph.nodes.items()
    }
    return dataclasses.replace(graph, nodes=nodes)


def settings() -> Iterator[tuple[str, Graph, dict[str, Any]]]:
    """A small network under every optimiser, schedule, regulariser and clipping."""
    graph = finish(Graph().add(Input((4, 3))).add(Conv1D(2)).connect(1, 2), [2])
    for field, registry in (
        ("optimizer", optimizers),
        ("schedule", schedules),
        ("regularizer", regularizers),
        ("clipping", clippings),
    ):
        for name, value in all_variants(registry):
            yield f"{field}-{name}", graph, {field: value}
