"""The ground a translation works on: one layer of the network, and the graph it is written into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bpgui.engine.arrays import Array, Shape
from bpgui.export.onnx.builder import Builder, Value


@dataclass(frozen=True)
class Site:
    """What a translation finds ready. Values are rows-first: (batch, *shape).

    name: the layer's, for sentences. prefix: what the names of its tensors and operators begin
    with. x: what it reads, in order; shapes: of one sample of each. shape: of one sample of its
    output.
    """

    builder: Builder
    name: str
    prefix: str
    x: tuple[Value, ...]
    shapes: tuple[Shape, ...]
    shape: Shape
    tensors: Mapping[str, Array]

    def op(self, kind: str, *inputs: Value | None, **attributes: Any) -> Value:
        """The output of one operator more; an input that is None is left out."""
        return self.several(1, kind, *inputs, **attributes)[0]

    def several(
        self, outputs: int, kind: str, *inputs: Value | None, **attributes: Any
    ) -> tuple[Value, ...]:
        """The outputs of one operator more that has so many."""
        return self.builder.op(self.prefix, kind, inputs, attributes, outputs)

    def has(self, name: str) -> bool:
        """Whether the layer has a parameter of this name."""
        return self.prefix + name in self.tensors

    def tensor(self, name: str) -> Array:
        """The numbers of a parameter, for those that ONNX wants in another layout."""
        return self.tensors[self.prefix + name]

    def parameter(self, name: str) -> Value:
        """A parameter as it is, under its own name."""
        return self.builder.store(self.prefix + name, self.tensor(name))

    def optional(self, name: str) -> Value | None:
        """The same, or None where the layer has none of this name."""
        return self.parameter(name) if self.has(name) else None

    def constant(self, name: str, numbers: npt.ArrayLike) -> Value:
        """An initialiser that is no parameter."""
        return self.builder.constant(self.prefix + name, numbers)

    def number(self, name: str, number: float) -> Value:
        """One number, of the network's precision."""
        return self.constant(name, np.asarray(number, dtype=np.float64))

    def transposed(self, name: str) -> Value:
        """A matrix the other way round, under its own name and ".T"."""
        return self.constant(f"{name}.T", self.tensor(name).T)
