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
from bpgui.health.inputs import Inputs, inputs_of
from bpgui.health.shut import dead, saturated
from bpgui.project.session import Prepared

#: Training rows that are looked at: the most, and the fewest where a row makes many activations.
SAMPLE, FEWEST = 256, 64
#: About so many activations are made for a look: a millisecond's worth, if they are dear.
ACTIVATIONS = 200_000
#: Below this, a sum of squares in float32 has lost digits, or all of it.
TINY = 1e-30


@dataclass(frozen=True)
class LayerVitals:
    """One layer that learns, in the order of the diagram.

    gradient: root mean square of dL/dtheta of the last step, for the tensor of the layer where it
    is largest. weight: L2 norm of W. usual: about what it is after LeCun's start. update: |change
    of W| of the next step / |W|; None where W is zero, infinite where that step would diverge.
    dead: share of units that are 0 for every row of the sample; saturated: share of activations on
    the flat ends; None where the activation function knows no such thing, or the loss computes it.
    """

    node: int
    function: str
    gradient: float
    weight: float
    usual: float
    update: float | None
    dead: float | None
    saturated: float | None


@dataclass(frozen=True)
class Vitals:
    """All layers that learn, the first one first, and what they are given to learn from."""

    step: int
    layers: tuple[LayerVitals, ...]
    inputs: Inputs


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
                math.sqrt(main.declared.shape[0]),
                _update(_norm(main.view(change)), norm),
                dead(kind, outputs) if outputs is not None else None,
                saturated(kind, outputs) if outputs is not None else None,
            )
        )
    return Vitals(trainer.step, tuple(layers), inputs_of(prepared))


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
    """The L2 norm, also of numbers whose squares a float32 cannot hold."""
    squared = float(np.vdot(array, array))
    if not TINY < squared < math.inf:
        squared = float(np.sum(np.square(array, dtype=np.float64)))
    return math.sqrt(squared)


def _rms(array: Array) -> float:
    return _norm(array) / math.sqrt(array.size)


def _sample(trainer: Trainer) -> int:
    """How many rows are looked at."""
    shapes = trainer.check.shapes
    each = sum(math.prod(shapes[id]) for id in trainer.check.live if id in shapes)
    return max(FEWEST, min(SAMPLE, ACTIVATIONS // max(each, 1)))


def _activations(trainer: Trainer, prepared: Prepared) -> dict[int, Array]:
    """Outputs of the inner layers for the first rows of the training set, (features..., rows)."""
    x = prepared.train.x[: _sample(trainer)]
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
