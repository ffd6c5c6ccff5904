"""The vitals of a network in training: weights, gradients, updates, and units that are shut."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.layers.loss import Loss
from bpgui.engine.parameters import Slot
from bpgui.engine.trainer import Trainer
from bpgui.engine.trial import next_change
from bpgui.health.shut import dead, saturated
from bpgui.project.session import Prepared

#: Training rows that are looked at.
SAMPLE = 256


@dataclass(frozen=True)
class LayerVitals:
    """One layer that learns, in the order of the diagram.

    gradient: root mean square of dL/dtheta of the last step, for the tensor of the layer where it
    is largest. weight: L2 norm of W. update: |change of W| of the next step / |W|; None where W is
    zero, infinite where that step would diverge. dead: share of units that are 0 for every row of
    the sample; saturated: share of activations on the flat ends; None where the activation function
    knows no such thing, or the loss computes it.
    """

    node: int
    function: str
    gradient: float
    weight: float
    update: float | None
    dead: float | None
    saturated: float | None


@dataclass(frozen=True)
class Vitals:
    """All layers that learn, the first one first, and how the inputs and classes are spread."""

    step: int
    layers: tuple[LayerVitals, ...]
    #: Over all training rows, after preprocessing: largest |mean| and smallest and largest
    #: deviation of a feature that is not constant.
    input_mean: float
    input_deviation: tuple[float, float]
    #: Training rows of every class; empty for a regression.
    class_counts: tuple[int, ...]


def measure(trainer: Trainer, prepared: Prepared) -> Vitals:
    """Look at the network as it is now. The run is left exactly as it was."""
    with np.errstate(all="ignore"):
        return _measured(trainer, prepared)


def _measured(trainer: Trainer, prepared: Prepared) -> Vitals:
    parameters, change = trainer.parameters, next_change(trainer)
    activations = _activations(trainer, prepared)
    layers = []
    for node, slots in _learning(trainer).items():
        main = max(slots, key=lambda slot: slot.stop - slot.start)
        norm = _norm(main.view(parameters.values))
        function = trainer.graph.nodes[node].layer.activation_function()
        kind = function.kind() if function is not None else ""
        outputs = activations.get(node)
        layers.append(
            LayerVitals(
                node,
                kind,
                max(_rms(slot.view(parameters.gradient)) for slot in slots),
                norm,
                _update(_norm(main.view(change)), norm),
                dead(kind, outputs) if outputs is not None else None,
                saturated(kind, outputs) if outputs is not None else None,
            )
        )
    mean, deviation = _spread(prepared.train.x)
    return Vitals(trainer.step, tuple(layers), mean, deviation, _class_counts(prepared))


def _learning(trainer: Trainer) -> dict[int, list[Slot]]:
    """Nodes with a weight that is trained, and all that they train."""
    found: dict[int, list[Slot]] = {}
    for slot in trainer.parameters.trained:
        found.setdefault(slot.node, []).append(slot)
    return {
        node: slots
        for node, slots in found.items()
        if any(len(slot.declared.shape) > 1 for slot in slots)
    }


def _update(change: float, weight: float) -> float | None:
    if not weight:
        return None
    return change / weight if math.isfinite(change) else math.inf


def _norm(array: Array) -> float:
    return float(np.linalg.norm(array))


def _rms(array: Array) -> float:
    return _norm(array) / math.sqrt(array.size)


def _activations(trainer: Trainer, prepared: Prepared) -> dict[int, Array]:
    """Outputs of the inner layers for the first rows of the training set, (features..., rows)."""
    x = prepared.train.x[:SAMPLE]
    plan = trainer.evaluator.plan(len(x))
    plan.put(x)
    plan.run(backward=False)
    graph = trainer.graph
    last = {graph.incoming[id][0].source for id in trainer.check.heads}
    return {
        id: plan.activations[id]
        for id in trainer.check.live
        if id not in last and not isinstance(graph.nodes[id].layer, Loss)
    }


def _spread(x: Array) -> tuple[float, tuple[float, float]]:
    flat = x.reshape(len(x), -1)
    deviation = flat.std(axis=0)
    varied = deviation > 0
    if not varied.any():
        return 0.0, (1.0, 1.0)
    mean = float(np.abs(flat.mean(axis=0))[varied].max())
    return mean, (float(deviation[varied].min()), float(deviation[varied].max()))


def _class_counts(prepared: Prepared) -> tuple[int, ...]:
    if prepared.task.kind == "regression":
        return ()
    counts = np.bincount(prepared.split.train.targets, minlength=len(prepared.task.classes))
    return tuple(int(count) for count in counts)
