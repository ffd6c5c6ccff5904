"""Legality: every node's shapes, or all that is wrong with the diagram, and how to mend it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.engine import ends
from bpgui.engine.arrays import Shape
from bpgui.engine.graph import Graph, Node
from bpgui.engine.layer import Parameter
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.mute import without_muted
from bpgui.engine.problem import Fix, Problem, insert_before, insert_into
from bpgui.engine.task import Task
from bpgui.engine.verdict import Verdict, in_port_order, judge

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
    #: The diagram as it is trained: without what is muted; and as it is drawn.
    trained: Graph
    drawn: Graph
    #: Every node from which a loss can be reached.
    leads: frozenset[int]
    #: What each node was found to be by itself, in order.
    verdicts: dict[int, Verdict]

    @property
    def ok(self) -> bool:
        """Whether the diagram can be trained."""
        return not any(problem.fatal for problem in self.problems)

    @property
    def inner(self) -> tuple[int, ...]:
        """The nodes between the Inputs and the Losses that take part in training, in order."""
        ends = {*self.entrances, *self.heads}
        return tuple(id for id in self.live if id not in ends)

    def at(self, node: int) -> tuple[Problem, ...]:
        """The problems of one node."""
        return tuple(problem for problem in self.problems if problem.node == node)

    def parameter_count(self, node: int) -> int:
        """How many numbers a node learns."""
        return sum(math.prod(p.shape) for p in self.parameters.get(node, {}).values() if p.trained)


def check(graph: Graph, task: Task | None = None, known: Check | None = None) -> Check:
    """Work out all shapes, and find every problem; with a task, whether the ends suit the data.

    Muted nodes are passed by; their shape is that of what they pass on. With what is `known` of
    another diagram, such as this one before its last edit, only what differs is looked at again.
    """
    drawn, graph = graph, without_muted(graph)
    live = _live(graph)
    verdicts = _verdicts(drawn, graph, live, known)
    shapes = {id: v.shape for id, v in verdicts.items() if v.shape is not None}
    parameters = {id: v.parameters for id, v in verdicts.items() if v.shape is not None}
    problems = [problem for verdict in verdicts.values() for problem in verdict.problems]
    problems += _missing_ends(graph)
    problems += _cycles(graph)
    order = tuple(id for id in graph.order if id in live)
    entrances = tuple(sorted(id for id in order if isinstance(graph.nodes[id].layer, Input)))
    heads = tuple(sorted(id for id in order if isinstance(graph.nodes[id].layer, Loss)))
    if task is not None:
        problems += ends.entrances([graph.nodes[id] for id in entrances], task)
    row = ends.inputs([graph.nodes[id] for id in entrances], task)
    problems += ends.tokens(graph, live, task)
    for id in heads:
        if id in shapes:
            problems += ends.head(graph, graph.nodes[id], shapes[id], row, task)
    problems += ends.same_targets([graph.nodes[id] for id in heads if id in shapes], shapes)
    targets = {id: ends.loss_of(graph.nodes[id]).target for id in heads}
    head = next((id for id in heads if targets[id] == "data"), heads[0] if heads else None)
    if graph is not drawn:
        _pass_shapes(drawn, graph, shapes, parameters)
    found = tuple(problems)
    return Check(
        shapes, parameters, found, order, entrances, heads, head, graph, drawn, live, verdicts
    )


def _verdicts(
    drawn: Graph, trained: Graph, live: frozenset[int], known: Check | None
) -> dict[int, Verdict]:
    """The verdict on every node that can be reached, in order: new ones where something differs."""
    nodes = trained.nodes
    if known is None:
        stale, old = set(nodes), {}
    else:
        stale, old = _differing(drawn, trained, known) | (live ^ known.leads), known.verdicts
    verdicts: dict[int, Verdict] = {}
    for id in trained.order:
        verdict = None if id in stale else old.get(id)
        if verdict is None:
            verdict = judge(drawn, trained, nodes[id], verdicts, id in live)
            if id not in old or old[id].shape != verdict.shape:
                stale.update(edge.target for edge in trained.outgoing[id])
        verdicts[id] = verdict
    return verdicts


def _differing(drawn: Graph, trained: Graph, known: Check) -> set[int]:
    """The nodes that are others, or have other wires, than in the diagram that is known."""
    before, wires, drawn_wires = known.trained.nodes, known.trained.incoming, known.drawn.incoming
    found = {
        id
        for id, node in trained.nodes.items()
        if before.get(id) is not node and not _alike(before.get(id), node)
    }
    for now, then in ((trained.incoming, wires), (drawn.incoming, drawn_wires)):
        if now is not then:
            # One by one the wires of a node are mostly the same object still.
            found |= {id for id in now if now[id] is not then.get(id) and now[id] != then.get(id)}
    return found


def _alike(node: Node | None, other: Node) -> bool:
    """Whether they differ in nothing but where they stand."""
    return node is not None and (node.name, node.layer) == (other.name, other.layer)


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


def _live(graph: Graph) -> frozenset[int]:
    """Nodes that a Loss reads, directly or not."""
    live: set[int] = set()
    for id, node in graph.nodes.items():
        if isinstance(node.layer, Loss):
            live |= graph.before(id)
    return frozenset(live)


def _missing_ends(graph: Graph) -> Iterator[Problem]:
    for kind, cure in ((Input, "where the data enters"), (Loss, "where the network ends")):
        if not any(isinstance(node.layer, kind) for node in graph.nodes.values()):
            yield Problem(None, None, f"The diagram needs {_an(kind.label)}: {cure}.")


def _cycles(graph: Graph) -> Iterator[Problem]:
    behind = set(graph.nodes) - set(graph.order)
    for id in sorted(behind):
        if any(id in graph.after(edge.target) for edge in graph.outgoing[id]):
            message = f"{graph.nodes[id].name} is on a cycle of wires: remove one of them."
            yield Problem(id, None, message)


def _an(noun: str) -> str:
    return f"an {noun}" if noun[0] in "AEIOU" else f"a {noun}"
