"""Layers that are made of other layers and bound as one; and how to open one up."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping

from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.framing import moved_into
from bpgui.engine.graph import Edge, Graph
from bpgui.engine.inside import Inside
from bpgui.engine.layer import Layer, Parameter, Site

#: Pixels between the parts of a layer that was opened up.
SPACING = 216.0


class Composite(Layer):
    """The base of layers that are a small diagram of other layers.

    A parameter is called "<part>.<its name there>", and starts as it would there.
    """

    def diagram(self, x: Shape) -> Graph:
        """The parts for an input of shape x: an Input, what follows, and one last node.

        No part may be a layer that only reshapes. Mismatch where the input does not suit.
        """
        raise NotImplementedError

    def output_shape(self, *x: Shape) -> Shape:
        inside = _inside(self, x[0])
        return inside.shapes[inside.last]

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        inside = _inside(self, x[0])
        return {
            f"{part.name}.{name}": parameter
            for part in inside.parts
            for name, parameter in inside.parameters[part.id].items()
        }

    def scratch(self, *x: Shape) -> int:
        return _inside(self, x[0]).scratch()

    def multiply_adds(self, *x: Shape) -> int:
        return _inside(self, x[0]).multiply_adds()

    def bind(self, at: Site) -> Ops:
        return _inside(self, at.x[0].shape[:-1]).bind(at)


@functools.lru_cache(maxsize=4096)
def _inside(layer: Composite, x: Shape) -> Inside:
    return Inside(layer.diagram(x))


def opened(graph: Graph, id: int, x: Shape) -> Graph:
    """The graph with the parts of a composite node, whose input has shape x, in its place.

    They lie in a row that begins where it was; what stood behind it moves to the right.
    """
    node = graph.nodes[id]
    assert isinstance(node.layer, Composite)
    inside = _inside(node.layer, x)
    (left, top), width = node.at, SPACING * (len(inside.parts) - 1)
    behind = [graph.nodes[n] for n in graph.after(id) if n != id]
    result = graph.move({n.id: (n.at[0] + width, n.at[1]) for n in behind})
    place: dict[int, int] = {}
    for index, part in enumerate(inside.parts):
        at, name = (left + SPACING * index, top), f"{node.name} {part.name}"
        result = result.add(part.layer, at=at, name=name)
        place[part.id] = result.newest.id
    result = moved_into(result, tuple(place.values()), node.frame).remove([id])
    return dataclasses.replace(result, edges=tuple(_rewired(graph, id, inside, place)))


def _rewired(graph: Graph, id: int, inside: Inside, place: Mapping[int, int]) -> Iterator[Edge]:
    """All wires in their old order, those inside after the one that led into the node."""
    for edge in graph.edges:
        if edge.source == id:
            yield Edge(place[inside.last], edge.target, edge.port)
        elif edge.target != id:
            yield edge
        else:
            for inner in inside.graph.edges:
                yield Edge(place.get(inner.source, edge.source), place[inner.target], inner.port)
