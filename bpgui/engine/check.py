"""Legality: every node's shapes, or all that is wrong with the diagram, and how to mend it."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.engine import ends
from bpgui.engine.arrays import Shape
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Layer, Mismatch, Parameter, Remedy
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.mute import without_muted
from bpgui.engine.problem import Fix, Problem, cut, insert, insert_before, insert_into, put
from bpgui.engine.task import Task

__all__ = [
    "Check",
    "Fix",
    "Problem",
    "check",
    "check_wire",
    "in_port_order",
    "insert_before",
    "insert_into",
]


@dataclass(frozen=True)
class Check:
    """What `check` found. `shapes` and `parameters` hold every node whose inputs are in order."""

    shapes: dict[int, Shape]
    parameters: dict[int, dict[str, Parameter]]
    problems: tuple[Problem, ...]
    #: The nodes that take part in training, in order: those between an Input and a Loss.
    live: tuple[int, ...]
    #: The Inputs and the Losses among them. Inputs share a row of the data, one after the other.
    entrances: tuple[int, ...]
    heads: tuple[int, ...]
    #: The loss whose output is the network's answer: the first that is compared with the data.
    head: int | None
    #: The diagram as it is trained: without what is muted.
    trained: Graph

    @property
    def ok(self) -> bool:
        """Whether the diagram can be trained."""
        return not any(problem.fatal for problem in self.problems)

    def at(self, node: int) -> tuple[Problem, ...]:
        """The problems of one node."""
        return tuple(problem for problem in self.problems if problem.node == node)

    def parameter_count(self, node: int) -> int:
        """How many numbers a node learns."""
        return sum(math.prod(p.shape) for p in self.parameters.get(node, {}).values() if p.trained)


def check(graph: Graph, task: Task | None = None) -> Check:
    """Work out all shapes, and find every problem; with a task, whether the ends suit the data.

    Muted nodes are passed by; their shape is that of what they pass on.
    """
    drawn, graph = graph, without_muted(graph)
    shapes: dict[int, Shape] = {}
    parameters: dict[int, dict[str, Parameter]] = {}
    problems: list[Problem] = []
    live = _live(graph)
    for id in graph.order:
        node = graph.nodes[id]
        sources = [edge.source for edge in in_port_order(graph, node)]
        complaints = list(_wiring(drawn, node, fatal=id in live))
        problems += complaints
        miswired = any(problem.port is not None for problem in complaints)
        if miswired or any(source not in shapes for source in sources):
            continue
        inferred = _infer(node.layer, tuple(shapes[source] for source in sources))
        if isinstance(inferred, Mismatch):
            problems.append(_mismatch(node, inferred, fatal=id in live))
        else:
            shapes[id], parameters[id] = inferred
    problems += _missing_ends(graph)
    problems += _circles(graph)
    order = tuple(id for id in graph.order if id in live)
    entrances = tuple(sorted(id for id in order if isinstance(graph.nodes[id].layer, Input)))
    heads = tuple(sorted(id for id in order if isinstance(graph.nodes[id].layer, Loss)))
    if task is not None:
        problems += ends.entrances([graph.nodes[id] for id in entrances], task)
    problems += ends.tokens(graph, live, task)
    for id in heads:
        if id in shapes:
            problems += ends.head(graph, graph.nodes[id], shapes[id], task)
    problems += ends.same_targets([graph.nodes[id] for id in heads if id in shapes], shapes)
    targets = {id: ends.loss_of(graph.nodes[id]).target for id in heads}
    head = next((id for id in heads if targets[id] == "data"), heads[0] if heads else None)
    if graph is not drawn:
        _pass_shapes(drawn, graph, shapes, parameters)
    return Check(shapes, parameters, tuple(problems), order, entrances, heads, head, trained=graph)


def _pass_shapes(
    drawn: Graph,
    trained: Graph,
    shapes: dict[int, Shape],
    parameters: dict[int, dict[str, Parameter]],
) -> None:
    """Give every node that is passed by the shape of what it passes on."""
    for id in drawn.order:
        if id not in trained.nodes:
            first = next(in_port_order(drawn, drawn.nodes[id])).source
            if first in shapes:
                shapes[id], parameters[id] = shapes[first], {}


def check_wire(graph: Graph, source: int, target: int, port: str = "x") -> str | None:
    """Why this new wire would not do, in form or in shapes, as a sentence; None where it would."""
    why = graph.objection(source, target, port)
    if why is not None:
        return why
    before = check(graph)
    wired = graph.connect(source, target, port)
    known = {problem.message for problem in before.at(target)}
    new = [p for p in check(wired).at(target) if p.message not in known and p.port is not None]
    return new[0].message if new else None


@functools.lru_cache(maxsize=65_536)
def _infer(layer: Layer, x: tuple[Shape, ...]) -> tuple[Shape, dict[str, Parameter]] | Mismatch:
    try:
        return layer.output_shape(*x), layer.parameters(*x)
    except Mismatch as mismatch:
        return mismatch


def _live(graph: Graph) -> set[int]:
    """Nodes that a Loss reads, directly or not."""
    live: set[int] = set()
    for id, node in graph.nodes.items():
        if isinstance(node.layer, Loss):
            live |= graph.before(id)
    return live


def in_port_order(graph: Graph, node: Node) -> Iterator[Edge]:
    """The wires into a node, port by port, in the order the layer is given its inputs."""
    for port in node.layer.ports:
        yield from (edge for edge in graph.incoming[node.id] if edge.port == port.name)


def _wiring(graph: Graph, node: Node, fatal: bool) -> Iterator[Problem]:
    known = {port.name: port for port in node.layer.ports}
    for edge in graph.incoming[node.id]:
        if edge.port not in known:
            mend = cut("Remove the wire", edge)
            yield Problem(node.id, edge.port, f"{node.name} has no input {edge.port}.", mend)
    for port in known.values():
        wires = [edge for edge in graph.incoming[node.id] if edge.port == port.name]
        if not wires:
            yield Problem(
                node.id,
                port.name,
                f"{node.name} needs an input: draw a wire to its left side.",
                fatal=fatal,
            )
        elif len(wires) > 1 and not port.many:
            mend = cut("Keep the first wire", *wires[1:])
            message = f"{node.name} takes one input, got {len(wires)}: join them with Add."
            yield Problem(node.id, port.name, message, mend)
    if not fatal:
        message = f"{node.name} does not lead to the loss: it takes no part in training."
        yield Problem(node.id, None, message, fatal=False)


def _missing_ends(graph: Graph) -> Iterator[Problem]:
    for kind, cure in ((Input, "where the data enters"), (Loss, "where the network ends")):
        if not any(isinstance(node.layer, kind) for node in graph.nodes.values()):
            yield Problem(None, None, f"The diagram needs {_an(kind.label)}: {cure}.")


def _circles(graph: Graph) -> Iterator[Problem]:
    behind = set(graph.nodes) - set(graph.order)
    for id in sorted(behind):
        if any(id in graph.after(edge.target) for edge in graph.outgoing[id]):
            message = f"{graph.nodes[id].name} is on a circle of wires: remove one of them."
            yield Problem(id, None, message)


def _mismatch(node: Node, mismatch: Mismatch, fatal: bool) -> Problem:
    fix = None if mismatch.remedy is None else _remedy(node, mismatch.port, mismatch.remedy)
    return Problem(node.id, mismatch.port, f"{node.name} {mismatch}.", fix, fatal)


def _remedy(node: Node, port: str, remedy: Remedy) -> Fix:
    if remedy.insert is not None:
        return insert(remedy.label, node.id, port, remedy.insert)
    return put(remedy.label, node.id, replace(node.layer, **remedy.settings))


def _an(noun: str) -> str:
    return f"an {noun}" if noun[0] in "AEIOU" else f"a {noun}"
