"""Going on from a state with other settings than those it was reached with."""

from __future__ import annotations

import dataclasses

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import replace
from bpgui.engine.fields import OneOf, fields_of
from bpgui.engine.graph import Graph
from bpgui.engine.initializer import initializers
from bpgui.engine.pace import SCHEDULE
from bpgui.engine.patience import Patience
from bpgui.engine.state import State
from bpgui.project.project import Project


def continued(state: State, before: Project, after: Project, fresh: State) -> State:
    """`state` of a run of `before` as one of `after`, whose own start is `fresh`.

    Whatever still fits is taken over: the weights of every layer that is there, the memory of the
    optimiser if it is the same one on the same weights, the order of the rows if they are the same.
    With nothing changed it is `state` itself, array by array.
    """
    weights = renamed(state.parameters, before.graph, after.graph)
    rows = before.data == after.data and len(state.order) == len(fresh.order)
    batches = rows and before.training.batch_size == after.training.batch_size
    seed = before.training.seed == after.training.seed
    return State(
        parameters={
            name: weights[name] if _shape(weights, name) == start.shape else start
            for name, start in fresh.parameters.items()
        },
        moments=_moments(state, before, after, fresh),
        order=state.order if rows and seed else fresh.order,
        step=state.step,
        epoch=state.epoch,
        position=state.position if batches else 0,
        random=state.random if seed else fresh.random,
    )


def felt(before: Project, after: Project) -> bool:
    """Whether a run that goes on with other settings notices: start weights are drawn only once."""
    return _begun(before) != _begun(after)


def _begun(project: Project) -> Project:
    """The project without what only its first step depends on."""
    graph = project.graph
    for node in project.graph.nodes.values():
        drawn = {
            field.name: field.default
            for field in fields_of(node.layer)
            if isinstance(field.spec, OneOf) and field.spec.registry is initializers
        }
        graph = graph.with_layer(node.id, replace(node.layer, **drawn))
    return dataclasses.replace(project, graph=graph, notes="")


def _moments(state: State, before: Project, after: Project, fresh: State) -> dict[str, Array]:
    """What is remembered of the past: by the optimiser, the schedule and early stopping."""
    names = {SCHEDULE, *Patience.NAMES}
    old, new = before.training, after.training
    alike = _layout(state, before.graph) == _layout(fresh, after.graph)
    optimizer = state if alike and type(old.optimizer) is type(new.optimizer) else fresh
    found = {name: array for name, array in optimizer.moments.items() if name not in names}
    if SCHEDULE in state.moments and type(old.schedule) is type(new.schedule):
        found[SCHEDULE] = state.moments[SCHEDULE]
    if alike and before.data == after.data:
        kept = {name: state.moments[name] for name in Patience.NAMES if name in state.moments}
        found.update(kept)
    return found


def _layout(state: State, graph: Graph) -> list[tuple[int, str, tuple[int, ...], bool]]:
    """The tensors as they lie in the flat vectors: node, name, shape, and whether it is frozen."""
    nodes = {node.name: node for node in graph.nodes.values()}
    found = []
    for tensor, array in state.parameters.items():
        title, _, name = tensor.partition("/")
        found.append((nodes[title].id, name, array.shape, nodes[title].layer.frozen))
    return found


def renamed(parameters: dict[str, Array], before: Graph, after: Graph) -> dict[str, Array]:
    """The tensors of the nodes that are still there, by the names these have now."""
    ids = {node.name: node.id for node in before.nodes.values()}
    found = {}
    for tensor, array in parameters.items():
        title, _, name = tensor.partition("/")
        node = after.nodes.get(ids[title])
        if node is not None:
            found[f"{node.name}/{name}"] = array
    return found


def _shape(weights: dict[str, Array], name: str) -> tuple[int, ...] | None:
    return weights[name].shape if name in weights else None
