"""Bringing inputs to a scale that networks learn well from.

A scaler is fitted on the training rows only; the fitted one then prepares every row that goes into
the network, and travels with the project and every export.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bpgui.data.dataset import DataError, Floats
from bpgui.engine.declaration import Declaration, Registry
from bpgui.engine.fields import real, toggle


@dataclass(frozen=True, eq=False)
class FittedScaler:
    """prepared = (raw - shift) / scale, feature by feature.

    `shift` and `scale` hold one number for each number of an input row (in row-major order where
    the row is a picture), or a single one for all.
    """

    name: str
    shift: Floats
    scale: Floats

    def apply(self, inputs: Floats) -> Floats:
        """The prepared rows of raw `inputs` (rows, *shape)."""
        flat = self._flat(inputs)
        return ((flat - self.shift) / self.scale).reshape(np.shape(inputs))

    def invert(self, prepared: Floats) -> Floats:
        """The raw rows that `apply` would turn into these (rows, *shape)."""
        flat = self._flat(prepared)
        return (flat * self.scale + self.shift).reshape(np.shape(prepared))

    def numbers(self) -> dict[str, list[float]]:
        """Shift and scale as plain data for JSON."""
        return {"shift": self.shift.tolist(), "scale": self.scale.tolist()}

    def _flat(self, inputs: Floats) -> Floats:
        array = np.asarray(inputs, dtype=np.float64)
        size = math.prod(array.shape[1:])
        if len(self.shift) not in (1, size):
            raise DataError(
                f"The scaling was fitted to rows of {len(self.shift)} numbers, these have {size}."
            )
        return array.reshape(len(array), size)


class Scaler(Declaration):
    """A way of scaling inputs."""

    def fit(self, inputs: Floats) -> FittedScaler:
        """Measure training rows (rows, *shape); DataError if there are none or too large ones."""
        raise NotImplementedError

    def _fitted(self, shift: Floats, scale: Floats) -> FittedScaler:
        if not (np.isfinite(shift).all() and np.isfinite(scale).all()):
            raise DataError("The inputs are too large to be scaled: divide them beforehand.")
        return FittedScaler(self.kind(), shift, scale)


scalers: Registry[Scaler] = Registry("scaling")

_TOGETHER = "Measure all features together, as for the pixels of a picture, not each on its own."


@scalers.register("As they are", rank=10)
@dataclass(frozen=True)
class NoScaling(Scaler):
    """The network sees the raw numbers."""

    def fit(self, inputs: Floats) -> FittedScaler:
        return self._fitted(np.zeros(1), np.ones(1))


@scalers.register("Standardise", synonyms=("z-score", "normalise"), rank=20)
@dataclass(frozen=True)
class Standardise(Scaler):
    """Every feature gets mean 0 and standard deviation 1.

    The deviation is the one of the whole training part (divided by n). A feature that never changes
    becomes 0.
    """

    together: bool = toggle(False, label="One scale for all", help=_TOGETHER)

    def fit(self, inputs: Floats) -> FittedScaler:
        columns = _columns(inputs, self.together)
        with np.errstate(over="ignore", invalid="ignore"):
            mean, deviation = columns.mean(axis=0), columns.std(axis=0)
            return self._fitted(mean, _unless_constant(columns, deviation))


@scalers.register("Min-max", synonyms=("normalise", "rescale"), rank=30)
@dataclass(frozen=True)
class MinMax(Scaler):
    """Every feature is stretched from its smallest and largest value to a fixed range.

    A feature that never changes becomes the low end of the range.
    """

    low: float = real(0.0, min=-100.0, max=100.0, help="What the smallest value becomes.")
    high: float = real(1.0, min=-100.0, max=100.0, help="What the largest value becomes.")
    together: bool = toggle(False, label="One scale for all", help=_TOGETHER)

    def fit(self, inputs: Floats) -> FittedScaler:
        if not self.low < self.high:
            raise DataError(
                f"Min-max needs a low end below the high end, not {self.low:g} and {self.high:g}."
            )
        columns = _columns(inputs, self.together)
        smallest = columns.min(axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            scale = _unless_constant(columns, np.ptp(columns, axis=0) / (self.high - self.low))
            return self._fitted(smallest - self.low * scale, scale)


def _columns(inputs: Floats, together: bool) -> Floats:
    """The inputs as (numbers to measure, features)."""
    if not len(inputs):
        raise DataError("A scaling cannot be fitted without training rows.")
    return inputs.reshape(-1, 1) if together else inputs.reshape(len(inputs), -1)


def _unless_constant(columns: Floats, scale: Floats) -> Floats:
    """`scale`, but 1 where a column never changes (rounding can make that a tiny number)."""
    return np.where((columns.min(axis=0) < columns.max(axis=0)) & (scale > 0), scale, 1.0)
