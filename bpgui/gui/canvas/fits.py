"""Which ports would take a wire that is being drawn, and why the others would not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.engine.check import Check, check_wire
from bpgui.engine.graph import Edge, Graph
from bpgui.engine.layer import Layer, Mismatch, Port
from bpgui.engine.layers.loss import Loss

#: The name by which the canvas calls the one output of a node.
OUT = ""


@dataclass(frozen=True)
class Verdict:
    """`fits`: it would do. `allowed`: it can be drawn, but `why` says what will be wrong then.

    `replaces` is the wire whose place it would take, at a port that has room for one.
    """

    fits: bool
    allowed: bool
    why: str = ""
    replaces: Edge | None = None


class Fits:
    """The verdict on every port, for a wire from one end of which the other is still loose.

    The rules are those of `check_wire`, but told apart for one port at a time, so that a diagram of
    thousands of nodes is judged as it comes into view.
    """

    def __init__(self, graph: Graph, check: Check, node: int, port: str) -> None:
        self.graph, self.check = graph, check
        self.node, self.port = node, port
        self._cycle = graph.before(node) if port == OUT else graph.after(node)
        self._known: dict[tuple[int, str], Verdict | None] = {}

    def verdict(self, node: int, port: str) -> Verdict | None:
        """What would happen at this port; None where no wire could be meant (the same side)."""
        if (port == OUT) == (self.port == OUT) or node == self.node:
            return None
        key = (node, port)
        if key not in self._known:
            self._known[key] = self._judge(node, port)
        return self._known[key]

    def all(self) -> Iterator[tuple[int, str, Verdict]]:
        """Every port on the other side, with its verdict."""
        for id, node in self.graph.nodes.items():
            outputs = (OUT,) if node.layer.has_output else ()
            ends = [port.name for port in node.layer.ports] if self.port == OUT else outputs
            for port in ends:
                verdict = self.verdict(id, port)
                if verdict is not None:
                    yield id, port, verdict

    def ends(self, node: int, port: str) -> tuple[int, int, str]:
        """Source, target and port of the wire to this port."""
        return (self.node, node, port) if self.port == OUT else (node, self.node, self.port)

    def takes(self, layer: Layer) -> str | None:
        """The port by which a new node of `layer` could be wired here; None where it could not."""
        if self.port != OUT:
            return OUT if layer.has_output else None
        shape = self.check.shapes.get(self.node)
        for port in layer.ports:
            if shape is None or _mismatch(layer, shape) is None:
                return port.name
        return None

    def _judge(self, node: int, port: str) -> Verdict:
        source, target, name = self.ends(node, port)
        wires = [edge for edge in self.graph.incoming[target] if edge.port == name]
        if node in self._cycle or any(edge.source == source for edge in wires):
            return Verdict(False, False, self.graph.objection(source, target, name) or "")
        takes_many = _port(self.graph.nodes[target].layer, name).many
        old = None if takes_many or not wires else wires[0]
        why = self._complaint(source, target, name, old)
        said = why or ("" if old is None else self._exchange(target, old))
        return Verdict(why is None, True, said, old)

    def _exchange(self, target: int, old: Edge) -> str:
        """What becomes of the wire that is in the way."""
        nodes = self.graph.nodes
        return (
            f"{nodes[target].name} takes one input: this wire would replace the one from "
            f"{nodes[old.source].name} (Add joins both)"
        )

    def _complaint(self, source: int, target: int, name: str, old: Edge | None) -> str | None:
        end = self.graph.nodes[target]
        if end.muted:
            return None
        if isinstance(end.layer, Loss):
            graph = self.graph if old is None else self.graph.disconnect(old)
            return check_wire(graph, source, target, name)
        wired = [edge for edge in self.graph.incoming[target] if edge != old]
        ends = [
            [edge.source for edge in wired if edge.port == port.name]
            + ([source] if port.name == name else [])
            for port in end.layer.ports
        ]
        shapes = [self.check.shapes.get(id) for sources in ends for id in sources]
        known = [shape for shape in shapes if shape is not None]
        if not all(ends) or len(known) < len(shapes):
            return None
        why = _mismatch(end.layer, *known)
        return None if why is None else f"{end.name} {why}."


def _mismatch(layer: Layer, *shapes: tuple[int, ...]) -> str | None:
    try:
        layer.output_shape(*shapes)
    except Mismatch as mismatch:
        return str(mismatch)
    return None


def _port(layer: Layer, name: str) -> Port:
    return next(port for port in layer.ports if port.name == name)
