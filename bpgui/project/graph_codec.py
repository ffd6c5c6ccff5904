"""Diagrams, whole or in part, to plain data and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import bpgui.engine.layers  # noqa: F401  (makes every kind of layer known)
from bpgui.engine.declaration import to_data
from bpgui.engine.graph import Edge, Graph, Node, clean_name
from bpgui.engine.layer import Layer, layers
from bpgui.project.error import ProjectError, fault
from bpgui.project.frame_codec import frames_of, frames_to_data, must_hold
from bpgui.project.schema import EdgeData, GraphData, NodeData, shaped

#: Canvas pixels from the middle; what lies beyond could not be drawn.
FARTHEST = 10_000_000


def graph_to_data(graph: Graph, ids: Iterable[int] | None = None) -> dict[str, Any]:
    """The diagram, or only the nodes `ids` with the wires among them, as plain data for JSON."""
    chosen = set(graph.nodes if ids is None else ids)
    frames = frames_to_data(graph, chosen)
    whole = {frame["id"] for frame in frames}
    return {
        "nodes": [_node_to_data(node, whole) for node in graph.nodes.values() if node.id in chosen],
        "edges": [
            {"source": edge.source, "target": edge.target, "port": edge.port}
            for edge in graph.edges
            if edge.source in chosen and edge.target in chosen
        ],
        **({"frames": frames} if frames else {}),
    }


def graph_from_data(data: object) -> Graph:
    """The diagram that `graph_to_data` wrote; ProjectError naming the first fault."""
    return build(shaped(data, GraphData))


def build(data: GraphData) -> Graph:
    """The diagram of checked data. Whether it can be trained is another question: see `check`."""
    nodes: dict[int, Node] = {}
    names: set[str] = set()
    for item in data.nodes:
        node = _node(item)
        if node.id in nodes:
            raise ProjectError(
                f"Two nodes have the id {node.id}: {nodes[node.id].name!r} and {node.name!r}."
            )
        if node.name in names:
            raise ProjectError(f"Two nodes are called {node.name!r}: every name may occur once.")
        nodes[node.id] = node
        names.add(node.name)
    frames = frames_of(data.frames)
    must_hold(frames, nodes)
    edges: dict[Edge, None] = {}
    for wire in data.edges:
        edge = _edge(wire, nodes)
        if edge in edges:
            raise ProjectError(f"The wire {_wire(edge, nodes)} occurs twice.")
        edges[edge] = None
    return Graph(nodes, tuple(edges), frames)


def _node_to_data(node: Node, frames: Collection[int]) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "layer": to_data(node.layer),
        "at": list(node.at),
        **({"muted": True} if node.muted else {}),
        **({"frame": node.frame} if node.frame in frames else {}),
    }


def _node(item: NodeData) -> Node:
    if not item.name or clean_name(item.name) != item.name:
        raise ProjectError(
            f"Node {item.id} cannot be called {item.name[:120]!r}: a name is one line of 1 to 100 "
            "characters without slashes."
        )
    if not all(abs(place) <= FARTHEST for place in item.at):
        raise ProjectError(
            f"Node {item.name!r} needs a place between {-FARTHEST:,} and {FARTHEST:,}, "
            f"not {item.at}."
        )
    node = Node(item.id, item.name, _layer(item), item.at, item.muted, item.frame)
    if node.muted and not node.can_be_muted:
        raise ProjectError(f"Node {item.name!r} cannot be muted: it has no input to pass on.")
    return node


def _layer(item: NodeData) -> Layer:
    try:
        return layers.parse(item.layer)
    except (ValueError, RecursionError) as error:
        kind = item.layer.get("kind")
        label = layers[kind].label if isinstance(kind, str) and kind in layers else ""
        raise ProjectError(fault(f"Node {item.name!r}", error, label)) from None


def _edge(item: EdgeData, nodes: dict[int, Node]) -> Edge:
    edge = Edge(item.source, item.target, item.port)
    for id in (edge.source, edge.target):
        if id not in nodes:
            raise ProjectError(
                f"A wire runs from node {edge.source} to node {edge.target}, "
                f"but there is no node {id}."
            )
    if not nodes[edge.source].layer.has_output:
        raise ProjectError(
            f"The wire {_wire(edge, nodes)} cannot be: {nodes[edge.source].name!r} has no output."
        )
    return edge


def _wire(edge: Edge, nodes: dict[int, Node]) -> str:
    return f"from {nodes[edge.source].name!r} to {nodes[edge.target].name!r}"
