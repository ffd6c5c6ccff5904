"""Whether the two ends of a diagram, where it meets the data, suit each other and the data."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bpgui.engine.activation import activations
from bpgui.engine.arrays import Shape, text
from bpgui.engine.graph import Graph, Node
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.problem import Fix, Problem, insert, put, setting
from bpgui.engine.task import Task
from bpgui.engine.tokens import readers


def loss_of(node: Node) -> Loss:
    """The layer of a node that is known to be a loss."""
    assert isinstance(node.layer, Loss)
    return node.layer


def entrances(nodes: list[Node], task: Task) -> Iterator[Problem]:
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
            put(f"Set the shape to {text(task.inputs)}", node.id, layer),
        )


def tokens(graph: Graph, live: frozenset[int], task: Task | None) -> Iterator[Problem]:
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
                setting(node, f"Give {node.name} {task.tokens} tokens", tokens=task.tokens),
            )


def same_targets(heads: list[Node], shapes: dict[int, Shape]) -> Iterator[Problem]:
    """The losses that are compared with the data share its targets, so their outputs are alike."""
    told = [node for node in heads if loss_of(node).target == "data"]
    for other in told[1:]:
        if shapes[other.id] != shapes[told[0].id]:
            yield Problem(
                other.id,
                "x",
                f"{other.name} judges {text(shapes[other.id])} outputs, {told[0].name} "
                f"{text(shapes[told[0].id])}: both are compared with the same targets.",
            )


def inputs(nodes: list[Node], task: Task | None) -> Shape:
    """The shape of a row of the data; without data, that which the Inputs expect."""
    shapes = [node.layer.output_shape() for node in nodes]
    if task is not None:
        return task.inputs
    return shapes[0] if len(shapes) == 1 else (sum(math.prod(shape) for shape in shapes),)


def head(
    graph: Graph, node: Node, shape: Shape, row: Shape, task: Task | None
) -> Iterator[Problem]:
    """Whether the last layer, the loss and the data, of which a row has this shape, suit."""
    loss = loss_of(node).function
    last = graph.nodes[graph.incoming[node.id][0].source]
    function = last.layer.activation_function()
    needed = loss.needs()
    kind = function.kind() if function is not None else ""
    if needed and kind not in needed:
        yield Problem(
            node.id,
            "x",
            f"{loss.heading()} needs a {needed[0].lower()} output: "
            f"{last.name} ends in {function.label if function else 'none'}.",
            _set_activation(last, node, needed[0]),
        )
    if loss_of(node).target == "input":
        if math.prod(shape) != math.prod(row):
            message = f"{last.name} is to repeat the input, {text(row)}: it has {text(shape)}."
            yield Problem(node.id, "x", message, _set_units(last, shape, math.prod(row)))
        return
    if task is None:
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
            _set_units(last, shape, allowed[0]),
        )


def _set_units(last: Node, shape: Shape, units: int) -> Fix | None:
    """Where the layer has an output for every unit: others, and sequences, are not so simple."""
    if shape != (getattr(last.layer, "units", None),):
        return None
    return setting(last, f"Give {last.name} {units} units", units=units)


def _set_activation(last: Node, loss: Node, kind: str) -> Fix:
    layer = last.layer.with_activation(kind)
    if layer is not None:
        return put(f"Make {last.name} {kind.lower()}", last.id, layer)
    return insert(f"Insert {kind.lower()}", loss.id, "x", Activation(activations[kind]()))
