"""Scales: values to pixels and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: The lowest value a logarithmic scale tells apart.
TINY = 1e-30


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` on pixels from `start` to `stop` (which may run backwards)."""

    low: float
    high: float
    start: float
    stop: float
    log: bool = False

    def places(self, values: Any) -> NDArray[np.float64]:
        """These values as the axis has them: their logarithms on a logarithmic one."""
        places = np.asarray(values, np.float64)
        if self.log:
            with np.errstate(invalid="ignore"):
                places = np.log10(np.maximum(places, TINY))
        return places

    def pixels(self, values: Any) -> NDArray[np.float64]:
        """Where these values lie; not finite where they are not."""
        low, high = self._ends
        return self.start + (self.places(values) - low) * ((self.stop - self.start) / (high - low))

    def pixel(self, value: float) -> float:
        """Where one value lies."""
        return float(self.pixels(value))

    def place(self, pixel: float) -> float:
        """What the axis has at a pixel: the logarithm of the value on a logarithmic one."""
        low, high = self._ends
        return low + (pixel - self.start) * (high - low) / (self.stop - self.start or 1.0)

    def value(self, pixel: float) -> float:
        """What lies at a pixel."""
        place = self.place(pixel)
        return float(10.0**place) if self.log else place

    @property
    def _ends(self) -> tuple[float, float]:
        if not self.log:
            # Next to a large number one more is none.
            return self.low, self.high if self.high != self.low else self.low + _some(self.low)
        low, high = math.log10(max(self.low, TINY)), math.log10(max(self.high, TINY))
        return low, high if high != low else low + 1.0


def _some(place: float) -> float:
    return max(1.0, abs(place) * 1e-6)
