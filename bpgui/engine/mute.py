"""Muted nodes: the diagram as it is trained, in which they are passed by."""

from __future__ import annotations

import dataclasses

from bpgui.engine.activations.linear import Linear
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layers.activation import Activation


def without_muted(graph: Graph) -> Graph:
    """The diagram without its muted nodes: who read one reads what came first into it.

    A muted node stays where there is nothing to pass on, so that `check` can say what it lacks; and
    as the identity where a wire past it would double another: every wire is one of a kind.
    """
    first = _first_wires(graph)
    if not first:
        return graph
    edges: dict[Edge, None] = {}
    straight = {edge for edge in graph.edges if edge.source not in first}
    identities: dict[int, Edge] = {}
    for edge in graph.edges:
        if edge.target in first:
            continue
        passed = Edge(_origin(first, edge.source), edge.target, edge.port)
        if passed != edge and (passed in straight or passed in edges):
            muted = edge.source
            identities[muted] = Edge(_origin(first, muted), muted)
            passed = edge
        edges[passed] = None
    nodes = {
        id: _identity(node) if id in identities else node
        for id, node in graph.nodes.items()
        if id not in first or id in identities
    }
    return dataclasses.replace(graph, nodes=nodes, edges=(*edges, *identities.values()))


def _first_wires(graph: Graph) -> dict[int, Edge]:
    """The wire that each muted node passes on, for those that have one."""
    muted = [id for id, node in graph.nodes.items() if node.muted and node.can_be_muted]
    if not muted:
        return {}
    ordered = set(graph.order)
    found = {}
    for id in muted:
        for port in graph.nodes[id].layer.ports:
            wires = [edge for edge in graph.incoming[id] if edge.port == port.name]
            if wires and id in ordered:
                found[id] = wires[0]
                break
    return found


def _origin(first: dict[int, Edge], id: int) -> int:
    """The node whose output stands for that of `id`."""
    while id in first:
        id = first[id].source
    return id


def _identity(node: Node) -> Node:
    return dataclasses.replace(node, layer=Activation(Linear()), muted=False)
