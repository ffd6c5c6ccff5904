"""What is wrong with a diagram, and its cures: functions from diagram to diagram."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass

from bpgui.engine.declaration import replace
from bpgui.engine.fields import fields_of
from bpgui.engine.framing import common
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Layer


@dataclass(frozen=True)
class Fix:
    """A cure: `apply` gives the mended graph."""

    label: str
    apply: Callable[[Graph], Graph]


@dataclass(frozen=True)
class Problem:
    """One thing wrong: at a node (None: the whole diagram), at one of its ports (None: the node).

    `message` is a sentence. A problem that is not `fatal` is a remark: training can start all the
    same.
    """

    node: int | None
    port: str | None
    message: str
    fix: Fix | None = None
    fatal: bool = True


def cut(label: str, *edges: Edge) -> Fix:
    """A fix that removes wires."""
    return Fix(label, lambda graph: graph.disconnect(*edges))


def put(label: str, id: int, layer: Layer) -> Fix:
    """A fix that gives a node another layer, or the same with other settings."""
    return Fix(label, lambda graph: graph.with_layer(id, layer))


def insert(label: str, id: int, port: str, layer: Layer) -> Fix:
    """A fix that puts a new node into the first wire that ends at this port."""
    return Fix(label, functools.partial(insert_before, id, port, layer))


def setting(node: Node, label: str, **settings: object) -> Fix | None:
    """A fix that changes these settings; None where the layer does not have them all."""
    if not settings.keys() <= {field.name for field in fields_of(node.layer)}:
        return None
    return put(label, node.id, replace(node.layer, **settings))


def insert_before(id: int, port: str, layer: Layer, graph: Graph) -> Graph:
    """The graph with `layer` put into the first wire that ends at this port."""
    edge = next(edge for edge in graph.incoming[id] if edge.port == port)
    return insert_into(edge, layer, graph)


def insert_into(edge: Edge, layer: Layer, graph: Graph) -> Graph:
    """The graph with a new node in the middle of a wire, which keeps its place at its port.

    The node is in the innermost frame around both ends.
    """
    (x1, y1), (x2, y2) = graph.nodes[edge.source].at, graph.nodes[edge.target].at
    frame = common(graph, (edge.source, edge.target))
    graph = graph.add(layer, at=((x1 + x2) / 2, (y1 + y2) / 2), frame=frame)
    new = graph.newest
    second = Edge(new.id, edge.target, edge.port)
    edges = tuple(second if e == edge else e for e in graph.edges)
    return dataclasses.replace(
        graph, edges=(*edges, Edge(edge.source, new.id, new.layer.ports[0].name))
    )
