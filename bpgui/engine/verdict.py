"""What there is to say of one node by itself: its shapes, or what is wrong with its inputs."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bpgui.engine.arrays import Shape
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Layer, Mismatch, Parameter, Remedy
from bpgui.engine.problem import Fix, Problem, cut, insert, put


@dataclass(frozen=True)
class Verdict:
    """Its output shape and parameters (no shape where its inputs are not in order), its problems.

    It follows from the node's name and layer, its wires, the shapes that come in through them, and
    whether it leads to a loss; while these stay, so does the verdict.
    """

    shape: Shape | None = None
    parameters: dict[str, Parameter] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def judge(
    drawn: Graph, trained: Graph, node: Node, known: Mapping[int, Verdict], live: bool
) -> Verdict:
    """Look at a node; `known` are the verdicts on those it reads.

    Wires are judged as they are drawn, shapes follow those that are trained (see `without_muted`).
    """
    sources = [known.get(edge.source) for edge in in_port_order(trained, node)]
    complaints = tuple(_wiring(drawn, node, fatal=live))
    x = tuple(v.shape for v in sources if v is not None and v.shape is not None)
    miswired = any(problem.port is not None for problem in complaints)
    if miswired or len(x) < len(sources):
        return Verdict(problems=complaints)
    inferred = _infer(node.layer, x)
    if isinstance(inferred, Mismatch):
        return Verdict(problems=(*complaints, _mismatch(node, inferred, fatal=live)))
    return Verdict(*inferred, complaints)


@functools.lru_cache(maxsize=65_536)
def _infer(layer: Layer, x: tuple[Shape, ...]) -> tuple[Shape, dict[str, Parameter]] | Mismatch:
    try:
        return layer.output_shape(*x), layer.parameters(*x)
    except Mismatch as mismatch:
        return mismatch


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


def _mismatch(node: Node, mismatch: Mismatch, fatal: bool) -> Problem:
    fix = None if mismatch.remedy is None else _remedy(node, mismatch.port, mismatch.remedy)
    return Problem(node.id, mismatch.port, f"{node.name} {mismatch}.", fix, fatal)


def _remedy(node: Node, port: str, remedy: Remedy) -> Fix:
    if remedy.insert is not None:
        return insert(remedy.label, node.id, port, remedy.insert)
    return put(remedy.label, node.id, replace(node.layer, **remedy.settings))
