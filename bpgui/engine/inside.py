"""The inside of a composite layer: its diagram, sized, and bound on the ground of the layer."""

from __future__ import annotations

import dataclasses
import math

from bpgui.engine.arrays import Array, Call, Ops, Shape, addition, zeros
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Parameter, Site


class Inside:
    """A diagram of one entrance and one last node, with the shapes and parameters of all its nodes.

    Mismatch where an inner layer does not suit the one before it.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.entrance = graph.order[0]
        (self.last,) = [id for id in graph.order if not graph.outgoing[id]]
        self.parts: tuple[Node, ...] = tuple(graph.nodes[id] for id in graph.order[1:])
        self.shapes: dict[int, Shape] = {}
        self.parameters: dict[int, dict[str, Parameter]] = {}
        for id in graph.order:
            x = [self.shapes[edge.source] for edge in graph.incoming[id]]
            self.shapes[id] = graph.nodes[id].layer.output_shape(*x)
            self.parameters[id] = graph.nodes[id].layer.parameters(*x)

    def scratch(self) -> int:
        """About how many numbers all parts keep for every sample."""
        total = 0
        for part in self.parts:
            x = [self.shapes[edge.source] for edge in self.graph.incoming[part.id]]
            total += 4 * math.prod(self.shapes[part.id]) + part.layer.scratch(*x)
        return total

    def multiply_adds(self) -> int:
        """The multiply-adds of all parts together."""
        return sum(
            part.layer.multiply_adds(*(self.shapes[e.source] for e in self.graph.incoming[part.id]))
            for part in self.parts
        )

    def bind(self, at: Site) -> Ops:
        """The calls of all parts, on the site of the composite layer."""
        return _Bound(self, at).ops()


class _Bound:
    """The memory between the parts, as a plan has it between the layers of a network."""

    def __init__(self, inside: Inside, at: Site) -> None:
        self.inside, self.at = inside, at
        self.incoming, self.outgoing = inside.graph.incoming, inside.graph.outgoing
        self.ones = {part.id: self._memory(part) for part in inside.parts}
        self.activations = {id: self._activation(id) for id in inside.shapes}
        self.wires = {edge: self._wire(edge) for edge in inside.graph.edges}
        self.deltas = {id: self._delta(id) for id in inside.shapes}
        self.wanted = {inside.entrance: at.dx[0] is not None}
        for part in inside.parts:
            own = any(p.trained for p in inside.parameters[part.id].values())
            before = any(self.wanted[edge.source] for edge in self.incoming[part.id])
            self.wanted[part.id] = own or before

    def ops(self) -> Ops:
        forward: list[Call] = []
        backward, start = [self._sum(self.inside.entrance)], 0
        for part in self.inside.parts:
            site = self._site(part, start)
            start += site.block.size
            ops = part.layer.bind(site)
            forward += ops.forward
            backward.append(ops.backward if self.wanted[part.id] else [])
            backward.append(self._sum(part.id))
        return Ops(forward, [call for calls in reversed(backward) for call in calls])

    def _memory(self, part: Node) -> Array:
        """An output laid out flat above a row of ones, which `Site.x_ones` asks for."""
        memory = self.at.new(math.prod(self.inside.shapes[part.id]) + 1, self.at.batch)
        memory[-1] = 1
        return memory

    def _activation(self, id: int) -> Array:
        if id == self.inside.entrance:
            return self.at.x[0]
        if id == self.inside.last:
            return self.at.y
        return self.ones[id][:-1].reshape(*self.inside.shapes[id], self.at.batch)

    def _wire(self, edge: Edge) -> Array:
        dx = self.at.dx[0]
        alone = len(self.outgoing[edge.source]) == 1
        if edge.source == self.inside.entrance and alone and dx is not None:
            return dx
        return zeros(self.activations[edge.source].shape, self.at.y.dtype)

    def _delta(self, id: int) -> Array:
        if id == self.inside.last:
            return self.at.dy
        if len(self.outgoing[id]) == 1:
            return self.wires[self.outgoing[id][0]]
        if id == self.inside.entrance and self.at.dx[0] is not None:
            return self.at.dx[0]
        return zeros(self.activations[id].shape, self.at.y.dtype)

    def _sum(self, id: int) -> list[Call]:
        """The calls that add up what comes back along several wires."""
        wires = [self.wires[edge] for edge in self.outgoing[id]]
        if len(wires) < 2 or not self.wanted[id]:
            return []
        return addition(wires, self.deltas[id])

    def _site(self, part: Node, start: int) -> Site:
        at, wires = self.at, self.incoming[part.id]
        parameters = self.inside.parameters[part.id]
        trained = {name: p.shape for name, p in parameters.items() if p.trained}
        block = slice(start, start + sum(math.prod(shape) for shape in trained.values()))
        return dataclasses.replace(
            at,
            x=tuple(self.activations[wire.source] for wire in wires),
            y=self.activations[part.id],
            dx=tuple(self.wires[w] if self.wanted[w.source] else None for w in wires),
            dy=self.deltas[part.id],
            values={name: at.values[f"{part.name}.{name}"] for name in parameters},
            grads={name: at.grads[f"{part.name}.{name}"] for name in trained},
            block=at.block[block],
            dblock=at.dblock[block],
            x_ones=self._x_ones(wires[0].source),
            fused=at.fused and part.id == self.inside.last,
        )

    def _x_ones(self, source: int) -> Array | None:
        if len(self.inside.shapes[source]) != 1:
            return None
        return self.at.x_ones if source == self.inside.entrance else self.ones[source]
