"""How the numbers of every tensor are spread, now and then: quantiles, in bounded memory."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.trainer import Trainer
from bpgui.gui.gauges import OF_TENSORS, Gauge, Gauges, read
from bpgui.project.session import Prepared

Kind = Literal["values", "gradients", "activations"]
Floats = NDArray[np.float32]
Counts = NDArray[np.int64]
#: The quantiles taken: the ends, two bands around the median, the median.
QUANTILES = (0.0, 0.025, 0.16, 0.5, 0.84, 0.975, 1.0)
#: At most so many numbers of a tensor, evenly chosen, and so many rows for the activations.
SAMPLE, ROWS = 4096, 128
#: At most so many moments are kept.
MOMENTS = 1024


@dataclass(frozen=True, eq=False)
class Broken:
    """How many numbers are NaN or infinite: of every tensor, and of what every node gives."""

    values: Counts
    gradients: Counts
    activations: Counts

    @property
    def nbytes(self) -> int:
        """The memory they take."""
        return self.values.nbytes + self.gradients.nbytes + self.activations.nbytes


@dataclass(frozen=True, eq=False)
class Spread:
    """One moment: quantiles (tensors, 7) of values and gradients, (nodes, 7) of activations.

    The tensors are those of `Trainer.tensors`; `nodes` are the ids of the live nodes that compute.
    NaN where a tensor holds numbers that are not finite; `broken` counts those. gauges: one number
    each, of the same.
    """

    step: int
    nodes: tuple[int, ...]
    values: Floats
    gradients: Floats
    activations: Floats
    gauges: Gauges
    broken: Broken

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        arrays = (self.values, self.gradients, self.activations)
        counted = self.gauges.nbytes + self.broken.nbytes
        return sum(array.nbytes for array in arrays) + counted


@dataclass(frozen=True)
class SpreadProbe:
    """Takes a Spread; the activations are those of the first ROWS training rows."""

    def take(self, trainer: Trainer, prepared: Prepared) -> Spread:
        """The quantiles of now."""
        parameters = trainer.parameters
        pairs = [
            (slot.view(parameters.values), slot.view(parameters.gradient))
            for slot in parameters.trained
        ]
        rows = prepared.train.x[:ROWS]
        plan = trainer.evaluator.plan(len(rows))
        plan.put(rows)
        with np.errstate(all="ignore"):
            plan.run(backward=False)
        shown = plan.given()
        given = {id: shown[id] for id in prepared.check.inner}
        values, gradients = [value for value, _ in pairs], [gradient for _, gradient in pairs]
        activations = list(given.values())
        return Spread(
            trainer.step,
            tuple(given),
            _table(values),
            _table(gradients),
            _table(activations),
            read(trainer, prepared.check, given),
            Broken(_counts(values), _counts(gradients), _counts(activations)),
        )


def not_finite(array: NDArray[np.floating]) -> int:
    """How many numbers of an array are NaN or infinite."""
    # A sum is quicker than looking at each, and not finite if one of them is not.
    with np.errstate(all="ignore"):
        if np.isfinite(array.sum(dtype=np.float64)):
            return 0
    return int(array.size - np.count_nonzero(np.isfinite(array)))


def quantiles(array: NDArray[np.floating]) -> Floats:
    """The QUANTILES of all numbers of an array (nearest ranks), NaN where one is not finite.

    Those of a large one are of SAMPLE numbers at most; its ends are its own all the same.
    """
    flat = array.ravel()
    low, high = (flat.min(), flat.max()) if len(flat) else (np.nan, np.nan)
    if not np.isfinite(low) or not np.isfinite(high):
        return np.full(len(QUANTILES), np.nan, np.float32)
    # An odd stride: features are laid out in powers of two, and none is to be left out.
    some = np.sort(flat[:: -(-len(flat) // SAMPLE) | 1])
    ranks = (np.array(QUANTILES) * (len(some) - 1) + 0.5).astype(int)
    made = some[ranks].astype(np.float32)
    made[[0, -1]] = low, high
    return made


def _table(arrays: list[NDArray[np.floating]]) -> Floats:
    return np.array([quantiles(array) for array in arrays], np.float32).reshape(-1, len(QUANTILES))


def _counts(arrays: list[NDArray[np.floating]]) -> Counts:
    return np.array([not_finite(array) for array in arrays], np.int64)


class Spreads:
    """Moments one after the other; when there are too many, every second is dropped."""

    def __init__(self) -> None:
        self._moments: list[Spread] = []
        self._every, self._offered = 1, 0

    def __len__(self) -> int:
        return len(self._moments)

    @property
    def nbytes(self) -> int:
        """The memory they take."""
        return sum(moment.nbytes for moment in self._moments)

    def copy(self) -> Spreads:
        """Another with the same moments, to go on apart."""
        made = copy.copy(self)
        made._moments = self._moments.copy()
        return made

    def add(self, spread: Spread) -> None:
        """Keep a moment, and forget those from its step on."""
        self.rewind(spread.step - 1)
        moments = self._moments
        # The newest is always there; it stays if its turn has come.
        if moments and (self._offered - 1) % self._every:
            moments.pop()
        moments.append(spread)
        self._offered += 1
        if len(moments) > MOMENTS:
            del moments[1::2]
            self._every *= 2

    def rewind(self, step: int) -> None:
        """Forget what came after `step`."""
        while self._moments and self._moments[-1].step > step:
            self._moments.pop()

    def steps(self) -> NDArray[np.float64]:
        """The steps of all moments."""
        return np.array([moment.step for moment in self._moments], np.float64)

    def of_tensor(self, kind: Literal["values", "gradients"], index: int) -> Floats:
        """Quantiles (moments, 7) of one tensor."""
        return self._stacked([getattr(moment, kind)[index] for moment in self._moments])

    def of_node(self, node: int) -> Floats:
        """Quantiles (moments, 7) of one node's activations; none where it computes none."""
        index = self._place(self._moments[0], node) if self._moments else None
        if index is None:
            return self._stacked([])
        return self._stacked([moment.activations[index] for moment in self._moments])

    def broken(self, kind: Kind, index: int) -> Counts:
        """How many numbers of a tensor, or of what a node gives, were not finite (moments,)."""
        if kind == "activations":
            places = [self._place(moment, index) for moment in self._moments]
            pairs = zip(self._moments, places, strict=True)
            found = [m.broken.activations[at] if at is not None else 0 for m, at in pairs]
        else:
            found = [getattr(moment.broken, kind)[index] for moment in self._moments]
        return np.array(found, np.int64)

    def of_gauge(self, gauge: Gauge, nodes: tuple[int, ...] = ()) -> Floats:
        """A gauge (moments, tensors), or (moments, nodes) of these nodes; NaN where one was not
        there."""
        parts = [np.zeros((0, len(nodes)), np.float32)] if gauge not in OF_TENSORS else []
        for known, moments in groupby(self._moments, key=attrgetter("nodes")):
            rows = np.array([getattr(moment.gauges, gauge) for moment in moments])
            if gauge not in OF_TENSORS:
                places = [known.index(node) if node in known else len(known) for node in nodes]
                rows = np.pad(rows, ((0, 0), (0, 1)), constant_values=np.nan)[:, places]
            parts.append(rows)
        return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)

    @staticmethod
    def _place(moment: Spread, node: int) -> int | None:
        return moment.nodes.index(node) if node in moment.nodes else None

    def _stacked(self, rows: list[Floats]) -> Floats:
        return np.array(rows, np.float32).reshape(-1, len(QUANTILES))
