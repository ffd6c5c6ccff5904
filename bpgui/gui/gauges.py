"""Gauges: one number a tensor, or a layer, read off a network in training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check
from bpgui.engine.trainer import Trainer
from bpgui.engine.trial import next_change
from bpgui.health.shut import shut, shutting

Gauge = Literal["weight", "update", "mean", "deviation", "shut"]
Floats = NDArray[np.float32]
#: Those that are of tensors; the others are of nodes.
OF_TENSORS: tuple[Gauge, ...] = ("weight", "update")


@dataclass(frozen=True, eq=False)
class Gauges:
    """One moment.

    weight (tensors,): L2 norm. update (tensors,): how far the next step moves the tensor, over
    that norm; NaN where it is zero, or the step fails. mean, deviation (nodes,): of all
    activations of a node. shut (nodes,): the share of its units that are dead, or of its
    activations that are saturated; NaN where they cannot be, or are not finite.
    """

    weight: Floats
    update: Floats
    mean: Floats
    deviation: Floats
    shut: Floats

    @property
    def nbytes(self) -> int:
        """The memory they take."""
        of_nodes = self.mean.nbytes + self.deviation.nbytes + self.shut.nbytes
        return self.weight.nbytes + self.update.nbytes + of_nodes


def read(trainer: Trainer, check: Check, activations: Mapping[int, Array]) -> Gauges:
    """Read everything now; activations: (features..., rows) of the nodes, in their order.

    The run is left exactly as it was.
    """
    kinds = shutting(check)
    with np.errstate(all="ignore"):
        weight, step = _lengths(trainer)
        mean = _floats(a.mean(dtype=np.float64) for a in activations.values())
        shares = _floats(shut(kinds.get(node, ""), a) for node, a in activations.items())
        return Gauges(
            weight=weight,
            update=np.where(weight > 0, step / weight, np.float32("nan")),
            mean=mean,
            deviation=_floats(a.std(dtype=np.float64) for a in activations.values()),
            shut=np.where(np.isfinite(mean), shares, np.float32("nan")),
        )


def _lengths(trainer: Trainer) -> tuple[Floats, Floats]:
    """The L2 norm of every trained tensor, and of its change in the next step."""
    theta, change = trainer.parameters.theta.astype(np.float64), next_change(trainer)
    parts = [slice(slot.start, slot.stop) for slot in trainer.parameters.trained]
    norm = np.linalg.norm
    return _floats(norm(theta[part]) for part in parts), _floats(
        norm(change[part]) for part in parts
    )


def _floats(numbers: Iterable[float | np.floating[Any]]) -> Floats:
    return np.array(list(numbers), np.float32)
