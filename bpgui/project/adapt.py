"""Other data for the same diagram: the ends of the network and the scaling follow the data."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bpgui.data import DataError, Dataset, MinMax, NoScaling, Scaler, Standardise
from bpgui.engine.check import Problem, check
from bpgui.engine.declaration import replace
from bpgui.engine.fields import fields_of
from bpgui.engine.graph import Graph, Node
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import Loss as LossFunction
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.squared import MeanSquaredError
from bpgui.engine.mute import without_muted
from bpgui.engine.task import Task
from bpgui.project.project import DataSettings, Project

#: Inputs larger than this saturate a fresh network.
_LARGE = 10.0
#: A mean of so many standard deviations is far from 0.
_ASIDE = 2.0
#: So few rows are a handful.
_FEW = 10
#: From card to card on the canvas, where one is put between two others.
_SPACING = 200.0


def with_data(project: Project, data: DataSettings) -> Project:
    """The project with these data settings, its diagram made to suit them as far as it can be.

    Nothing but the settings changes where the data ask the same of a network as before. Otherwise
    the Input takes the shape of a row, the last layer and the loss suit the targets, and a Flatten
    comes before the first layer that needs one. Another kind of data set brings the scalings it
    needs, unless they had been chosen by hand; a handful of rows is learnt as a whole. Data
    that cannot be loaded change nothing.
    """
    after = dataclasses.replace(project, data=data)
    if data.source == project.data.source:
        return after
    new, old = _load(data), _load(project.data)
    if new is None:
        return after
    if type(data.source) is not type(project.data.source):
        if _by_itself(project.data, data, old):
            data = replace(data, scaler=suited_scaler(new), target_scaler=suited_target_scaler(new))
        if data.validation == project.data.validation:
            data = replace(data, validation=_validation(data, new, old))
        after = dataclasses.replace(after, data=data)
    was = old.task if old is not None else None
    if was is not None and _demand(was) == _demand(new.task):
        return after
    return dataclasses.replace(after, graph=fit(after.graph, new, was))


def fit(graph: Graph, dataset: Dataset, was: Task | None = None) -> Graph:
    """The diagram with its two ends made to suit a data set; `was` is the task it suited before."""
    known = {problem.message for problem in check(graph, was).problems}
    nodes = [graph.nodes[id] for id in graph.order]
    entrances = [node for node in nodes if isinstance(node.layer, Input)]
    if len(entrances) == 1:  # several share a row between them, and only their owner knows how
        graph = graph.with_layer(entrances[0].id, Input(dataset.task.inputs))
    graph = _mend(graph, dataset.task, known, ends=False)
    for node in nodes:
        if isinstance(node.layer, Loss) and node.layer.target == "data":
            graph = _fit_head(graph, node, dataset, was)
    return _mend(graph, dataset.task, known, ends=True)


def suited_scaler(dataset: Dataset) -> Scaler:
    """The scaling a data set needs: none for tokens or small numbers near 0, one for all pixels."""
    inputs = dataset.inputs
    if dataset.task.tokens or not inputs.size:
        return NoScaling()
    if float(np.abs(inputs).max()) <= _LARGE and not _off_centre(inputs):
        return NoScaling()
    picture = not dataset.task.features and float(inputs.min()) >= 0
    return MinMax(together=True) if picture else Standardise()


def suited_target_scaler(dataset: Dataset) -> Scaler:
    """The scaling the targets need: large ones of a regression are out of a fresh network's
    reach."""
    targets = dataset.targets
    if dataset.task.kind != "regression" or not targets.size:
        return NoScaling()
    return Standardise() if float(np.abs(targets).max()) > _LARGE else NoScaling()


def _off_centre(inputs: NDArray[np.float64]) -> bool:
    """Whether some column lies to one side of 0, as seen from how far its values spread."""
    columns = inputs.reshape(len(inputs), -1)
    spread = columns.std(axis=0)
    return bool((np.abs(columns.mean(axis=0)) > _ASIDE * spread)[spread > 0].any())


def _load(data: DataSettings) -> Dataset | None:
    try:
        return data.source.load()
    except DataError:
        return None


def _by_itself(before: DataSettings, after: DataSettings, old: Dataset | None) -> bool:
    """Whether the scaling is the one the old data brought along, and not chosen by hand."""
    inputs = NoScaling() if old is None else suited_scaler(old)
    targets = NoScaling() if old is None else suited_target_scaler(old)
    return (
        (after.scaler, after.target_scaler)
        == (before.scaler, before.target_scaler)
        == (
            inputs,
            targets,
        )
    )


def _validation(data: DataSettings, new: Dataset, old: Dataset | None) -> float:
    """None of a handful of rows is held back; some are again of more."""
    if len(new) < _FEW:
        return 0.0
    few = old is not None and len(old) < _FEW
    return DataSettings().validation if few and not data.validation else data.validation


def _demand(task: Task) -> tuple[object, ...]:
    return task.inputs, task.kind, task.outputs


# -- the head ----------------------------------------------------------------------------------


def _fit_head(graph: Graph, loss: Node, dataset: Dataset, was: Task | None) -> Graph:
    """The diagram with what leads to one loss made to suit, where a layer there has a size."""
    heard = without_muted(graph)
    if not heard.incoming[loss.id]:
        return graph
    last = heard.nodes[heard.incoming[loss.id][0].source]
    sized = next(_with_units(heard, last), None)
    if sized is None or last.layer is not graph.nodes[last.id].layer:
        return graph
    units, activation, function = _head(dataset, was, sized, last, loss)
    if units is not None:
        graph = graph.with_layer(sized.id, replace(sized.layer, units=units))
    if function is not None:
        graph = graph.with_layer(loss.id, replace(loss.layer, function=function))
    layer = graph.nodes[last.id].layer.with_activation(activation) if activation else None
    return graph if layer is None else graph.with_layer(last.id, layer)


def _head(
    dataset: Dataset, was: Task | None, sized: Node, last: Node, loss: Node
) -> tuple[int | None, str, LossFunction | None]:
    """Units, activation and loss for this data; None or empty for what may stay as it is."""
    task, same_kind = dataset.task, was is not None and was.kind == dataset.task.kind
    units = getattr(sized.layer, "units", 0)
    if task.kind == "regression":
        if same_kind or _soft_labels(dataset, last, loss):
            return task.outputs, "", None
        assert isinstance(loss.layer, Loss)
        return task.outputs, "Linear", MeanSquaredError() if loss.layer.function.needs() else None
    if task.outputs > 2:
        if same_kind and was is not None and was.outputs > 2:
            return task.outputs, "", None
        return task.outputs, "Softmax", CategoricalCrossEntropy()
    if same_kind:
        return (None if units in (1, 2) else 2), "", None
    return 1, "Sigmoid", BinaryCrossEntropy()


def _soft_labels(dataset: Dataset, last: Node, loss: Node) -> bool:
    """Whether a head made for two classes can learn these target numbers as probabilities."""
    assert isinstance(loss.layer, Loss)
    function = last.layer.activation_function()
    if function is None or function.kind() not in loss.layer.function.needs():
        return False
    low, high = loss.layer.function.target_range
    inside = not dataset.targets.size or (
        low <= float(dataset.targets.min()) and float(dataset.targets.max()) <= high
    )
    return inside and function.kind() != "Softmax"


def _with_units(graph: Graph, node: Node) -> Iterator[Node]:
    """The node that decides how many outputs there are: this one, or one before it in line."""
    while "units" not in _settings(node):
        wires = graph.incoming[node.id]
        if len(wires) != 1 or "Activation" != node.layer.kind() != "Dropout":
            return
        node = graph.nodes[wires[0].source]
    yield node


def _settings(node: Node) -> set[str]:
    return {field.name for field in fields_of(node.layer)}


# -- what the check can mend -------------------------------------------------------------------


def _mend(graph: Graph, task: Task, known: set[str], *, ends: bool) -> Graph:
    """Apply the check's own fixes to problems not known before: at the ends, or between."""
    known = set(known)
    while problem := next(_new(graph, task, known, ends), None):
        assert problem.fix is not None
        known.add(problem.message)  # a fix that did not help is not tried again
        graph = _room(graph, problem.fix.apply(graph))
    return graph


def _new(graph: Graph, task: Task, known: set[str], ends: bool) -> Iterator[Problem]:
    for problem in check(graph, task).problems:
        if problem.node is None or problem.fix is None or not problem.fatal:
            continue
        at_end = isinstance(graph.nodes[problem.node].layer, Input | Loss)
        if at_end == ends and problem.message not in known:
            yield problem


def _room(before: Graph, after: Graph) -> Graph:
    """Move what stands to the right of an inserted node away, so that no card covers another."""
    added = after.nodes.keys() - before.nodes.keys()
    if len(added) != 1:
        return after
    (id,) = added
    source = after.nodes[after.incoming[id][0].source].at
    x = source[0] + _SPACING
    right = [n for n in before.nodes.values() if n.at[0] > source[0]]
    shift = max(0.0, x + _SPACING - min((n.at[0] for n in right), default=x + _SPACING))
    places = {n.id: (n.at[0] + shift, n.at[1]) for n in right}
    return after.move({**places, id: (x, after.nodes[id].at[1])})
