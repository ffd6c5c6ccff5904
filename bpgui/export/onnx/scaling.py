"""The scaling of inputs and targets as a part of the graph."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bpgui.engine.arrays import Array, Shape
from bpgui.export.onnx.builder import Builder, Value

#: How many times as far from 0 as they are apart float32 can tell numbers with half its digits.
FAR = 2.0**12


@dataclass(frozen=True)
class Scaling:
    """raw = prepared * scale + shift, for every number of a row or one for all."""

    shift: Array
    scale: Array

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Scaling:
        """The scaling of a bundle."""
        return cls(*(np.asarray(data[name], np.float64) for name in ("shift", "scale")))

    def part(self, start: int, shape: Shape) -> Scaling:
        """What holds for an entrance of this shape that begins there in a row."""
        stop = start + math.prod(shape)
        shift, scale = (
            array if array.size == 1 else array[start:stop].reshape(shape)
            for array in (self.shift, self.scale)
        )
        return Scaling(shift, scale)

    def precision(self, dtype: npt.DTypeLike) -> np.dtype[Any]:
        """The precision raw numbers need: the network's, unless that would blur them."""
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            shift, scale = self.shift.astype(dtype), self.scale.astype(dtype)
            clear = np.abs(shift) <= FAR * np.abs(scale)
        fine = clear & np.isfinite(shift) & np.isfinite(scale) & (scale != 0)
        return np.dtype(dtype if fine.all() else np.float64)

    @property
    def identity(self) -> bool:
        """Whether prepared numbers are the raw ones."""
        return not self._moves and not self._stretches

    def apply(self, builder: Builder, name: str, raw: Value, dtype: np.dtype[Any]) -> Value:
        """Prepared numbers, in the network's precision, from raw ones of another."""
        ready = raw
        if self._moves:
            ready = self._op(builder, name, "Sub", ready, "shift", self.shift, dtype)
        if self._stretches:
            ready = self._op(builder, name, "Div", ready, "scale", self.scale, dtype)
        return builder.cast(f"{name}/", ready, dtype, builder.dtype)

    def invert(self, builder: Builder, name: str, ready: Value, dtype: np.dtype[Any]) -> Value:
        """Raw numbers of this precision, from prepared ones in the network's."""
        raw = builder.cast(f"{name}/", ready, builder.dtype, dtype)
        if self._stretches:
            raw = self._op(builder, name, "Mul", raw, "scale", self.scale, dtype)
        if self._moves:
            raw = self._op(builder, name, "Add", raw, "shift", self.shift, dtype)
        return raw

    @property
    def _moves(self) -> bool:
        return bool(self.shift.any())

    @property
    def _stretches(self) -> bool:
        return bool((self.scale != 1).any())

    @staticmethod
    def _op(
        builder: Builder,
        layer: str,
        kind: str,
        x: Value,
        name: str,
        numbers: Array,
        dtype: np.dtype[Any],
    ) -> Value:
        """One operator with stored numbers as its other side."""
        stored = builder.constant(f"{layer}/{name}", numbers, dtype)
        return builder.op(f"{layer}/", kind, [x, stored], {})[0]


#: Numbers that are told as they are.
UNSCALED = Scaling(np.zeros(1), np.ones(1))
