"""The ends of a network in a program: from raw rows to prepared ones, and from answers back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bpgui.engine.arrays import Shape
from bpgui.export.network import Network
from bpgui.export.text import call

#: So many numbers are written into a program; more are read from the file of weights.
FEW = 32


def row_shape(network: Network) -> Shape:
    """The shape of a row of the data; several inputs share it, one after the other."""
    shapes = [stage.shape for stage in network.inputs]
    return shapes[0] if len(shapes) == 1 else (sum(math.prod(shape) for shape in shapes),)


def scaled(numbers: Mapping[str, Any]) -> bool:
    """Whether a scaling does anything."""
    shift, scale = numbers.get("shift", [0.0]), numbers.get("scale", [1.0])
    return any(shift) or any(each != 1 for each in scale)


@dataclass(frozen=True)
class Scaling:
    """A scaling in a program: of the inputs ("preprocessing"), or of the "targets".

    Single numbers stand where they are used, a few in constants, and many stay in the file.
    """

    numbers: Mapping[str, Any]
    part: Literal["preprocessing", "targets"]
    #: Of the rows that are scaled.
    shape: Shape

    @property
    def constants(self) -> list[str]:
        """The lines that define the constants."""
        if not scaled(self.numbers) or not 1 < self._size <= FEW:
            return []
        return [
            line
            for key in ("shift", "scale")
            for line in call(f"{self._name(key)} = [", [str(n) for n in self.numbers[key]], "]")
        ]

    def applied(self, name: str) -> list[str]:
        """Lines that bring the array of this name to scale."""
        shift, scale = self._number("shift"), self._number("scale")
        value = name if shift == "0.0" else f"({name} - {shift})"
        value = value if scale == "1.0" else f"{value} / {scale}"
        if value == name:
            return []
        sizes = ", ".join(map(str, (-1, *self.shape)))
        apart = len(self.shape) > 1 and self._size > 1
        return [
            *self._found,
            *([f"{name} = {name}.reshape(len({name}), -1)"] if apart else []),
            f"{name} = {value}",
            *([f"{name} = {name}.reshape({sizes})"] if apart else []),
        ]

    def taken_back(self, value: str) -> list[str]:
        """Lines that give `value` back in its unit."""
        shift, scale = self._number("shift"), self._number("scale")
        return [*self._found, f"return {value} * {scale} + {shift}"]

    @property
    def _size(self) -> int:
        return max(len(self.numbers.get(key, [0])) for key in ("shift", "scale"))

    @property
    def _found(self) -> list[str]:
        return [f'scaling = about()["{self.part}"]'] if self._size > FEW else []

    def _number(self, key: str) -> str:
        numbers = self.numbers.get(key, [0.0 if key == "shift" else 1.0])
        if len(numbers) == 1:
            return repr(float(numbers[0]))
        return self._name(key) if self._size <= FEW else f'scaling["{key}"]'

    def _name(self, key: str) -> str:
        return f"TARGET_{key}".upper() if self.part == "targets" else key.upper()


def one_hot(encoding: tuple[float, float], size: int) -> str:
    """The statement that makes `wanted` of `targets`, the numbers of classes."""
    low, high = encoding
    if size == 1:
        return f"wanted = np.where(np.asarray(targets) == 1, {high}, {low})[:, None]"
    hot = f"np.eye({size})[np.asarray(targets, dtype=int)]"
    plain = (low, high) == (0.0, 1.0)
    return f"wanted = {hot}" if plain else f"wanted = {low} + {high - low} * {hot}"
