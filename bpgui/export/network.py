"""The diagram of a bundle, laid out for an exporter that writes the network down again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpgui.engine.arrays import Shape
from bpgui.engine.check import Check, check, in_port_order
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.loss import Loss
from bpgui.export.bundle import Bundle
from bpgui.export.exporter import ExportError


@dataclass(frozen=True)
class Stage:
    """One layer in its place. Shapes are those of one sample.

    sources: the ids of what it reads, in order; shapes: their shapes. tensors: the names of its
    parameters, in order, such as "weight".
    """

    id: int
    name: str
    layer: Layer
    sources: tuple[int, ...]
    shapes: tuple[Shape, ...]
    shape: Shape
    tensors: tuple[str, ...] = ()

    def tensor(self, name: str) -> str:
        """What one of its parameters is called in the bundle."""
        return f"{self.name}/{name}"


@dataclass(frozen=True)
class Network:
    """What is trained of a diagram.

    inputs: where rows enter; several share a row, one after the other. stages: the layers between
    the ends, every one after those it reads. losses: where it ends; `head` is the one whose input
    is the network's answer.
    """

    inputs: tuple[Stage, ...]
    stages: tuple[Stage, ...]
    losses: tuple[Stage, ...]
    head: Stage

    @property
    def answer(self) -> int:
        """The id of the layer that gives the network's answer."""
        return self.head.sources[0]

    def of(self, id: int) -> Stage:
        """The stage of this id."""
        return next(s for s in (*self.inputs, *self.stages, *self.losses) if s.id == id)

    def loss(self, stage: Stage) -> Loss:
        """What one of the losses is."""
        assert isinstance(stage.layer, Loss)
        return stage.layer


def network(bundle: Bundle) -> Network:
    """The network of a bundle; ExportError where its diagram is none."""
    graph = _graph(bundle.graph)
    found = check(graph)
    if not found.ok or found.head is None:
        raise ExportError("The diagram is not complete, so there is nothing to export.")
    graph = found.trained
    return Network(
        tuple(_stage(graph, found, id) for id in found.entrances),
        tuple(_stage(graph, found, id) for id in found.inner),
        tuple(_stage(graph, found, id) for id in found.heads),
        _stage(graph, found, found.head),
    )


def _stage(graph: Graph, found: Check, id: int) -> Stage:
    node = graph.nodes[id]
    sources = tuple(edge.source for edge in in_port_order(graph, node))
    return Stage(
        id,
        node.name,
        node.layer,
        sources,
        tuple(found.shapes[source] for source in sources),
        found.shapes[id],
        tuple(found.parameters.get(id, {})),
    )


def _graph(data: Mapping[str, Any]) -> Graph:
    """The diagram as far as it matters here: without places and frames."""
    nodes = {
        item["id"]: Node(item["id"], item["name"], layers.parse(item["layer"]))
        for item in data["nodes"]
    }
    edges = tuple(Edge(**wire) for wire in data.get("edges", ()))
    return dataclasses.replace(Graph(), nodes=nodes, edges=edges)
