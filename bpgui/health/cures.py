"""Cures that several rules prescribe: changes of a project, each undone in one step."""

from __future__ import annotations

import dataclasses
import functools

from bpgui.data.scaler import Standardise
from bpgui.engine.check import insert_into
from bpgui.engine.clippings.by_norm import ByNorm
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, Node
from bpgui.engine.layer import layers
from bpgui.engine.regularizers.penalties import L2
from bpgui.health.finding import Cure
from bpgui.health.vitals import LayerVitals
from bpgui.project.project import Project

#: Activation functions that keep their slope where z is large, for which He's start suits.
RECTIFIERS = ("ReLU", "LeakyReLU", "ELU", "SiLU", "GELU")

#: Weights this much longer than LeCun's start did not begin so, unless a start was chosen that does
#: not suit.
GROWN = 5.0

#: Whether a layer ends in one of these -> the families of starts that suit it, and one of them.
_STARTS = {
    True: (("He",), "HeNormal"),
    False: (("Xavier", "LeCun", "Orthogonal"), "XavierNormal"),
}


def fitting_start() -> Cure:
    """Start every weight in the size its layer's activation function wants."""
    return Cure("Use He or Xavier start weights", _with_fitting_start)


def overshot(project: Project, layer: LayerVitals) -> bool:
    """Whether steps too large, not its start, have made the weights of a layer what they are."""
    fits = _with_fitting_start(project).graph.nodes[layer.node] == project.graph.nodes[layer.node]
    return fits and layer.weight > GROWN * layer.usual


def activation(kind: str, label: str) -> Cure:
    """Another activation function in every hidden layer."""
    return Cure(f"Use {label} in the hidden layers", functools.partial(_with_activation, kind))


def batch_norm(node: Node) -> Cure:
    """Batch normalisation behind a layer."""
    return _behind(node, "BatchNorm")


def dropout(node: Node) -> Cure:
    """Dropout behind a layer."""
    return _behind(node, "Dropout")


def _behind(node: Node, kind: str) -> Cure:
    change = functools.partial(_with_layer_behind, node.id, kind)
    return Cure(f"Insert {kind} behind {node.name}", change)


def rate(factor: float) -> Cure:
    """A learning rate so many times as large; taken up while the run goes on."""
    words = f"{factor:g} times the" if factor > 1 else f"1/{1 / factor:g} of the"
    return Cure(f"Use {words} learning rate", functools.partial(_with_rate, factor))


def clipping() -> Cure:
    """Gradients clipped to a global norm of 1; taken up while the run goes on."""
    return Cure("Clip gradients to norm 1", _with_clipping)


def standardised() -> Cure:
    """Inputs with mean 0 and deviation 1."""
    return Cure("Standardise the inputs", _standardised)


def _hidden(graph: Graph) -> list[int]:
    """Nodes with an activation function that are not the last before a loss."""
    last = {edge.source for edge in graph.edges if graph.nodes[edge.target].layer.kind() == "Loss"}
    return [
        id
        for id, node in graph.nodes.items()
        if id not in last and node.layer.activation_function() is not None
    ]


def _with_fitting_start(project: Project) -> Project:
    graph = project.graph
    for id, node in graph.nodes.items():
        initializer = getattr(node.layer, "initializer", None)
        if initializer is not None:
            function = node.layer.activation_function()
            rectifies = function is not None and function.kind() in RECTIFIERS
            families, start = _STARTS[rectifies]
            if not initializer.kind().startswith(families):
                graph = graph.with_layer(id, replace(node.layer, initializer=start))
    return dataclasses.replace(project, graph=graph)


def _with_activation(kind: str, project: Project) -> Project:
    graph = project.graph
    for id in _hidden(graph):
        layer = graph.nodes[id].layer.with_activation(kind)
        graph = graph if layer is None else graph.with_layer(id, layer)
    return _with_fitting_start(dataclasses.replace(project, graph=graph))


def _with_layer_behind(node: int, kind: str, project: Project) -> Project:
    graph = project.graph
    if node not in graph.nodes or not graph.outgoing[node]:
        return project
    for edge in graph.outgoing[node][:1]:
        graph = insert_into(edge, layers[kind](), graph)
    return dataclasses.replace(project, graph=graph)


def _with_rate(factor: float, project: Project) -> Project:
    training = project.training
    changed = replace(training, learning_rate=float(f"{training.learning_rate * factor:.3g}"))
    return dataclasses.replace(project, training=changed)


def _with_clipping(project: Project) -> Project:
    training = replace(project.training, clipping=ByNorm())
    return dataclasses.replace(project, training=training)


def _standardised(project: Project) -> Project:
    data = replace(project.data, scaler=Standardise())
    return dataclasses.replace(project, data=data)


def weight_decay() -> Cure:
    """A penalty on large weights; taken up while the run goes on."""
    return Cure("Add an L2 penalty of 0.001", _with_weight_decay)


def balanced() -> Cure:
    """Rows of rare classes count more."""
    return Cure("Let all classes count alike", _balanced)


def early_stop() -> Cure:
    """Stop when the validation loss no longer falls; taken up while the run goes on."""
    return Cure("Stop after 10 epochs without a fall", _with_early_stop)


def _with_weight_decay(project: Project) -> Project:
    training = replace(project.training, regularizer=L2(0.001))
    return dataclasses.replace(project, training=training)


def _balanced(project: Project) -> Project:
    training = replace(project.training, class_weights="balanced")
    return dataclasses.replace(project, training=training)


def _with_early_stop(project: Project) -> Project:
    return dataclasses.replace(project, training=replace(project.training, patience=10))
