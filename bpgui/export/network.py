"""The diagram of a bundle, laid out for an exporter that writes the network down again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpgui.engine.arrays import Shape
from bpgui.engine.check import Check, check, in_port_order
from bpgui.engine.composite import Composite
from bpgui.engine.declaration import replace
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
    #: Those of them that are learned.
    trained: tuple[str, ...] = ()
    #: What leads the names of its parameters in the bundle, where that is not its own.
    prefix: str = ""

    def tensor(self, name: str) -> str:
        """What one of its parameters is called in the bundle."""
        return f"{self.prefix or self.name + '/'}{name}"


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

    def of(self, id: int) -> Stage:
        """The stage of this id."""
        return next(s for s in (*self.inputs, *self.stages, *self.losses) if s.id == id)

    def readers(self, id: int) -> tuple[Stage, ...]:
        """Who reads the output of this stage, once for every wire."""
        last = (*self.stages, *self.losses)
        return tuple(stage for stage in last for source in stage.sources if source == id)

    def fused(self, loss: Stage) -> bool:
        """Whether a loss judges the logits: it takes the activation before it over.

        As in a plan: nobody else may read that layer.
        """
        last = loss.sources[0]
        function = self.of(last).layer.activation_function()
        return len(self.readers(last)) == 1 and loss_of(loss).function.fuses_with(function)

    @property
    def trained(self) -> bool:
        """Whether there is anything to be learned."""
        return any(stage.trained and not stage.layer.frozen for stage in self.stages)


def network(bundle: Bundle) -> Network:
    """The network of a bundle; ExportError where its diagram is none."""
    return _network(_graph(bundle.graph))


def _network(graph: Graph) -> Network:
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


def inside(stage: Stage) -> Network:
    """The network that a composite layer is made of; it has one input and no loss."""
    assert isinstance(stage.layer, Composite)
    graph = stage.layer.diagram(stage.shapes[0])
    (last,) = [id for id in graph.order if not graph.outgoing[id]]
    graph = graph.add(Loss())
    return _network(graph.connect(last, graph.newest.id))


def opened(network: Network) -> Network:
    """The network with the parts of its composite layers in their places."""
    stages: list[Stage] = []
    free = max(stage.id for stage in (*network.inputs, *network.stages, *network.losses)) + 1
    for stage in network.stages:
        if isinstance(stage.layer, Composite):
            parts = _parts(stage, free)
            stages += parts
            free += len(parts)
        else:
            stages.append(stage)
    return dataclasses.replace(network, stages=tuple(stages))


def _parts(stage: Stage, free: int) -> list[Stage]:
    """The parts of a composite layer; the last has its id, the others ids from `free` on."""
    inner = inside(stage)
    last = inner.head.sources[0]
    ids = {part.id: free + index for index, part in enumerate(inner.stages)}
    ids |= {inner.inputs[0].id: stage.sources[0], last: stage.id}
    frozen = stage.layer.frozen
    return [
        dataclasses.replace(
            part,
            id=ids[part.id],
            name=f"{stage.name} {part.name}",
            layer=replace(part.layer, frozen=True) if frozen and part.tensors else part.layer,
            sources=tuple(ids[source] for source in part.sources),
            prefix=f"{stage.name}/{part.name}.",
        )
        for part in inner.stages
    ]


def loss_of(stage: Stage) -> Loss:
    """What one of the losses is."""
    assert isinstance(stage.layer, Loss)
    return stage.layer


def _stage(graph: Graph, found: Check, id: int) -> Stage:
    node = graph.nodes[id]
    parameters = found.parameters.get(id, {})
    sources = tuple(edge.source for edge in in_port_order(graph, node))
    return Stage(
        id,
        node.name,
        node.layer,
        sources,
        tuple(found.shapes[source] for source in sources),
        found.shapes[id],
        tuple(parameters),
        tuple(name for name, parameter in parameters.items() if parameter.trained),
    )


def _graph(data: Mapping[str, Any]) -> Graph:
    """The diagram as far as it matters here: without places and frames."""
    nodes = {
        item["id"]: Node(item["id"], item["name"], layers.parse(item["layer"]))
        for item in data["nodes"]
    }
    edges = tuple(Edge(**wire) for wire in data.get("edges", ()))
    return dataclasses.replace(Graph(), nodes=nodes, edges=edges)
