"""Legality: every node's shapes, or all that is wrong with the diagram, and how to mend it."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bpgui.engine.activation import activations
from bpgui.engine.arrays import Shape, text
from bpgui.engine.declaration import replace
from bpgui.engine.fields import fields_of
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Layer, Mismatch, Parameter, Remedy
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.task import Task
from bpgui.engine.tokens import readers


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
    """Work out all shapes, and find every problem; with a task, whether the ends suit the data."""
    shapes: dict[int, Shape] = {}
    parameters: dict[int, dict[str, Parameter]] = {}
    problems: list[Problem] = []
    live = _live(graph)
    for id in graph.order:
        node = graph.nodes[id]
        sources = [edge.source for edge in in_port_order(graph, node)]
        complaints = list(_wiring(graph, node, fatal=id in live))
        problems += complaints
        miswired = any(problem.port is not None for problem in complaints)
        if miswired or any(source not in shapes for source in sources):
            continue
        inferred = _infer(node.layer, tuple(shapes[source] for source in sources))
        if isinstance(inferred, Mismatch):
            problems.append(_mismatch(node, inferred, fatal=id in live))
        else:
            shapes[id], parameters[id] = inferred
    problems += _ends(graph)
    problems += _circles(graph)
    order = tuple(id for id in graph.order if id in live)
    entrances = tuple(sorted(id for id in order if isinstance(graph.nodes[id].layer, Input)))
    heads = tuple(sorted(id for id in order if isinstance(graph.nodes[id].layer, Loss)))
    if task is not None:
        problems += _entrances([graph.nodes[id] for id in entrances], task)
    problems += _tokens(graph, live, task)
    for id in heads:
        if id in shapes:
            problems += _head(graph, graph.nodes[id], shapes[id], task)
    problems += _same_targets([graph.nodes[id] for id in heads if id in shapes], shapes)
    head = next(
        (id for id in heads if _loss(graph.nodes[id]).target == "data"), heads[0] if heads else None
    )
    return Check(shapes, parameters, tuple(problems), order, entrances, heads, head)


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
            cut = Fix("Remove the wire", functools.partial(_cut, edge))
            yield Problem(node.id, edge.port, f"{node.name} has no input {edge.port}.", cut)
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
            cut = Fix("Keep the first wire", functools.partial(_cut, *wires[1:]))
            message = f"{node.name} takes one input, got {len(wires)}: join them with Add."
            yield Problem(node.id, port.name, message, cut)
    if not fatal:
        message = f"{node.name} does not lead to the loss: it takes no part in training."
        yield Problem(node.id, None, message, fatal=False)


def _ends(graph: Graph) -> Iterator[Problem]:
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
        return Fix(remedy.label, functools.partial(insert_before, node.id, port, remedy.insert))
    layer = replace(node.layer, **remedy.settings)
    return Fix(remedy.label, functools.partial(_put, node.id, layer))


def _loss(node: Node) -> Loss:
    assert isinstance(node.layer, Loss)
    return node.layer


def _entrances(nodes: list[Node], task: Task) -> Iterator[Problem]:
    """Whether a row of the data fills the Inputs exactly."""
    shapes = [node.layer.output_shape() for node in nodes]
    if len(nodes) > 1:
        sizes = [math.prod(shape) for shape in shapes]
        if sum(sizes) != math.prod(task.inputs):
            found = " + ".join(str(size) for size in sizes)
            message = f"The inputs share {found} numbers, the data has {math.prod(task.inputs)}."
            yield Problem(nodes[-1].id, None, message)
        return
    for node, shape in zip(nodes, shapes, strict=True):
        if shape == task.inputs:
            return
        layer = Input(task.inputs)
        yield Problem(
            node.id,
            None,
            f"{node.name} expects {text(shape)}, the data has {text(task.inputs)}.",
            Fix(f"Set the shape to {text(task.inputs)}", functools.partial(_put, node.id, layer)),
        )


def _tokens(graph: Graph, live: set[int], task: Task | None) -> Iterator[Problem]:
    """Whether layers that read whole numbers read them from the data, and know all of them."""
    for node, limit, entrance in readers(graph):
        if node.id not in live:
            continue
        if entrance is None:
            message = f"{node.name} reads whole numbers: no gradient passes to what is before it."
            yield Problem(node.id, None, message, fatal=False)
        elif task is not None and task.tokens > limit:
            yield Problem(
                node.id,
                None,
                f"The data has {task.tokens} different tokens, {node.name} knows {limit}.",
                _set(node, f"Give {node.name} {task.tokens} tokens", tokens=task.tokens),
            )


def _same_targets(heads: list[Node], shapes: dict[int, Shape]) -> Iterator[Problem]:
    """The losses that are compared with the data share its targets, so their outputs are alike."""
    told = [node for node in heads if _loss(node).target == "data"]
    for other in told[1:]:
        if shapes[other.id] != shapes[told[0].id]:
            yield Problem(
                other.id,
                "x",
                f"{other.name} judges {text(shapes[other.id])} outputs, {told[0].name} "
                f"{text(shapes[told[0].id])}: both are compared with the same targets.",
            )


def _head(graph: Graph, node: Node, shape: Shape, task: Task | None) -> Iterator[Problem]:
    """Whether the last layer, the loss and the data suit each other."""
    loss = _loss(node).function
    last = graph.nodes[graph.incoming[node.id][0].source]
    function = last.layer.activation_function()
    needed = loss.needs()
    kind = function.kind() if function is not None else ""
    if needed and kind not in needed:
        yield Problem(
            node.id,
            "x",
            f"{loss.label.capitalize()} needs a {needed[0].lower()} output: "
            f"{last.name} ends in {function.label if function else 'none'}.",
            _set_activation(graph, last, node, needed[0]),
        )
    if task is None:
        return
    if _loss(node).target == "input":
        if math.prod(shape) != math.prod(task.inputs):
            message = (
                f"{last.name} is to repeat the input, {text(task.inputs)}: it has {text(shape)}."
            )
            yield Problem(node.id, "x", message, _set_units(last, math.prod(task.inputs)))
        return
    allowed = (task.outputs, 1) if len(task.classes) == 2 else (task.outputs,)
    if kind == "Softmax" and task.kind == "classification":
        allowed = (task.outputs,)
    if len(shape) != 1 or shape[0] not in allowed:
        what = f"{len(task.classes)} classes" if task.classes else f"{task.outputs} target values"
        wanted = " or ".join(str(n) for n in sorted(allowed))
        yield Problem(
            node.id,
            "x",
            f"The data has {what}: {last.name} needs {wanted} outputs, it has {text(shape)}.",
            _set_units(last, allowed[0]),
        )


def _set_units(last: Node, units: int) -> Fix | None:
    return _set(last, f"Give {last.name} {units} units", units=units)


def _set(node: Node, label: str, **settings: object) -> Fix | None:
    """A fix that changes these settings; None where the layer does not have them all."""
    if not settings.keys() <= {field.name for field in fields_of(node.layer)}:
        return None
    return Fix(label, functools.partial(_put, node.id, replace(node.layer, **settings)))


def _set_activation(graph: Graph, last: Node, loss: Node, kind: str) -> Fix:
    for field in fields_of(last.layer):
        if field.name in ("activation", "function"):
            layer = replace(last.layer, **{field.name: kind})
            return Fix(f"Make {last.name} {kind.lower()}", functools.partial(_put, last.id, layer))
    insert = functools.partial(insert_before, loss.id, "x", Activation(activations[kind]()))
    return Fix(f"Insert {kind.lower()}", insert)


def insert_before(id: int, port: str, layer: Layer, graph: Graph) -> Graph:
    """The graph with `layer` put into the first wire that ends at this port."""
    edge = next(edge for edge in graph.incoming[id] if edge.port == port)
    return insert_into(edge, layer, graph)


def insert_into(edge: Edge, layer: Layer, graph: Graph) -> Graph:
    """The graph with a new node in the middle of a wire, which keeps its place at its port."""
    (x1, y1), (x2, y2) = graph.nodes[edge.source].at, graph.nodes[edge.target].at
    graph = graph.add(layer, at=((x1 + x2) / 2, (y1 + y2) / 2))
    new = graph.newest
    second = Edge(new.id, edge.target, edge.port)
    edges = tuple(second if e == edge else e for e in graph.edges)
    return dataclasses.replace(
        graph, edges=(*edges, Edge(edge.source, new.id, new.layer.ports[0].name))
    )


def _cut(*args: Edge | Graph) -> Graph:
    *edges, graph = args
    assert isinstance(graph, Graph)
    return graph.disconnect(*edges)  # type: ignore[arg-type]


def _put(id: int, layer: Layer, graph: Graph) -> Graph:
    return graph.with_layer(id, layer)


def _an(noun: str) -> str:
    return f"an {noun}" if noun[0] in "AEIOU" else f"a {noun}"
