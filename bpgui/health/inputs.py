"""What a network is given to learn from: it does not change while the network trains."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import SURE
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.project.session import Prepared

#: Of more training rows than these, only every second, third ... is measured.
MEASURED = 5_000
#: Rows worked on at once, so that they stay in the cache.
CHUNK = 64
#: A deviation below this share of the mean is that of a constant, rounded.
ROUNDED = 1e-9


@dataclass(frozen=True)
class Inputs:
    """How the rows are spread.

    mean, deviation: over the training rows, after preprocessing, the largest |mean| and the
    smallest and largest deviation of a feature that is not constant. class_counts: training rows of
    every class; empty for a regression. floor: the least loss that their targets allow, the entropy
    of those between 0 and 1 under binary cross-entropy. validation_rows: rows whose classes
    validation accuracy is a share of; 0 where it is none.
    """

    mean: float
    deviation: tuple[float, float]
    class_counts: tuple[int, ...]
    floor: float
    validation_rows: int


_known: WeakKeyDictionary[Prepared, Inputs] = WeakKeyDictionary()


def inputs_of(prepared: Prepared) -> Inputs:
    """What is known of these rows: measured once, and remembered as long as they are there."""
    found = _known.get(prepared)
    if found is None:
        mean, deviation = _spread(prepared.train.x)
        found = _known[prepared] = Inputs(
            mean,
            deviation,
            _class_counts(prepared),
            _floor(prepared),
            len(prepared.validation) if prepared.classifies else 0,
        )
    return found


def _spread(x: Array) -> tuple[float, tuple[float, float]]:
    some = _some(x)
    flat = some.reshape(len(some), -1)
    means = flat.mean(axis=0)
    squares = np.zeros_like(means)
    for start in range(0, len(flat), CHUNK):
        off = flat[start : start + CHUNK] - means
        squares += np.multiply(off, off, out=off).sum(axis=0)
    deviation = np.sqrt(squares / len(flat))
    varied = deviation > ROUNDED * np.abs(means)
    if not varied.any():
        return 0.0, (1.0, 1.0)
    mean = float(np.abs(means)[varied].max())
    return mean, (float(deviation[varied].min()), float(deviation[varied].max()))


def _floor(prepared: Prepared) -> float:
    heads = [prepared.graph.nodes[id].layer for id in prepared.check.heads]
    return sum(
        head.weight * _entropy(_some(prepared.train.t), head.function.smoothing)
        for head in heads
        if isinstance(head, Loss) and isinstance(head.function, BinaryCrossEntropy)
    )


def _entropy(t: Array, smoothing: float) -> float:
    p = np.clip(t + smoothing * (0.5 - t), SURE, 1 - SURE)
    return float(-np.mean(p * np.log(p) + (1 - p) * np.log1p(-p)))


def _some(rows: Array) -> Array:
    return rows[:: -(-len(rows) // MEASURED)]


def _class_counts(prepared: Prepared) -> tuple[int, ...]:
    if prepared.task.kind == "regression":
        return ()
    counts = np.bincount(prepared.split.train.targets, minlength=len(prepared.task.classes))
    return tuple(int(count) for count in counts)
