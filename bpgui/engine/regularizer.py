"""Regularisers: what keeps weights small, by a penalty on the loss or by a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bpgui.engine.arrays import Array, Call
from bpgui.engine.declaration import Declaration, Registry


@dataclass(frozen=True)
class Weight:
    """One weight tensor that is trained: its numbers and dL/dw, flat, and one row for each unit.

    Biases, and other tensors of one axis, are not regularised: Goodfellow et al., Deep Learning,
    2016, section 7.1.
    """

    values: Array
    gradient: Array
    units: Array


class Regularizer(Declaration):
    """The base of every regulariser. Nothing that its calls do allocates."""

    latex: ClassVar[tuple[str, ...]] = ()

    def penalty(self, weights: Sequence[Weight], loss: Array) -> list[Call]:
        """The calls that add the penalty to the 0-d loss, and its gradient to the gradients."""
        return []

    def bound(self, weights: Sequence[Weight]) -> list[Call]:
        """The calls that bring the weights back within bounds after an update."""
        return []

    def cost(self, weights: Sequence[Weight]) -> float:
        """The penalty as a number."""
        return 0.0


regularizers: Registry[Regularizer] = Registry("regulariser")
regularizer = regularizers.register
