"""Edits that only make sense on a canvas, as functions from diagram to diagram."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from bpgui.engine.arrays import Shape
from bpgui.engine.check import Check, insert_into
from bpgui.engine.graph import Edge, Graph, Position
from bpgui.engine.layer import Layer, Mismatch
from bpgui.gui.canvas.room import with_room


def removed(graph: Graph, ids: Iterable[int], check: Check) -> Graph:
    """Without these nodes; what they passed on is wired past them where the shapes allow.

    A node is bridged when one wire comes in; the wire past it keeps its place at its port.
    """
    gone = set(ids)
    after = graph.remove(gone)
    edges: list[Edge] = []
    for edge in graph.edges:
        if edge.target in gone:
            continue
        if edge.source not in gone:
            edges.append(edge)
            continue
        source = _bridge(graph, edge.source, gone)
        if source is None:
            continue
        healed = Edge(source, edge.target, edge.port)
        if (
            healed not in graph.edges
            and healed not in edges
            and _suits(graph, healed, edge, check.shapes)
        ):
            edges.append(healed)
    return dataclasses.replace(after, edges=tuple(edges))


def replugged(graph: Graph, old: Edge, new: Edge) -> Graph:
    """With an end of a wire elsewhere, and its place kept; GraphError where that cannot be."""
    cut = graph.disconnect(old)
    cut.connect(new.source, new.target, new.port)  # asked for its objections
    return dataclasses.replace(
        graph, edges=tuple(new if edge == old else edge for edge in graph.edges)
    )


def inserted(graph: Graph, edge: Edge, layer: Layer, at: Position) -> Graph:
    """With a new node of `layer` at a place, in the middle of a wire."""
    graph = insert_into(edge, layer, graph)
    return with_room(graph.move({graph.newest.id: at}), graph.newest.id)


def spliced(graph: Graph, edge: Edge, id: int) -> Graph:
    """With an unconnected node put into a wire."""
    port = graph.nodes[id].layer.ports[0].name
    second = Edge(id, edge.target, edge.port)
    edges = tuple(second if e == edge else e for e in graph.edges)
    graph = dataclasses.replace(graph, edges=(*edges, Edge(edge.source, id, port)))
    return with_room(graph, id)


def insertable(layer: Layer) -> bool:
    """Whether a layer can stand in the middle of a wire."""
    return layer.has_output and bool(layer.ports)


def shifted(graph: Graph, ids: Iterable[int], by: Position) -> Mapping[int, Position]:
    """The places of these nodes after a move."""
    return {id: (graph.nodes[id].at[0] + by[0], graph.nodes[id].at[1] + by[1]) for id in ids}


def _bridge(graph: Graph, id: int, gone: set[int]) -> int | None:
    """The first remaining node before `id` along a line of removed ones."""
    seen: set[int] = set()
    while id in gone:
        wires = graph.incoming[id]
        if len(wires) != 1 or id in seen:
            return None
        seen.add(id)
        id = wires[0].source
    return id


def _suits(graph: Graph, healed: Edge, old: Edge, shapes: Mapping[int, Shape]) -> bool:
    """Whether the target takes the shape that now arrives; unknown shapes are given the benefit."""
    layer = graph.nodes[healed.target].layer
    wires = [healed if e == old else e for e in graph.incoming[healed.target]]
    known = [
        shapes.get(edge.source) for port in layer.ports for edge in wires if edge.port == port.name
    ]
    sizes = [shape for shape in known if shape is not None]
    if len(sizes) < len(known):
        return True
    try:
        layer.output_shape(*sizes)
    except Mismatch:
        return False
    return True
