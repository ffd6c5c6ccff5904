"""Rows of a data set, prepared for a network."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Array


@dataclass(frozen=True)
class Rows:
    """Prepared rows: inputs x (rows, ...) and targets t (rows, outputs), float64.

    weights (rows,): what every row counts in the loss; None where all count alike.
    """

    x: Array
    t: Array
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.x)

    @property
    def distributions(self) -> bool:
        """Whether the targets of every row sum to one, to the last bit, as those of classes do."""
        return self.t.ndim == 2 and bool((self.t.sum(axis=1) == 1).all())

    def first(self, most: int | None) -> Rows:
        """The first so many of them."""
        weights = None if self.weights is None else self.weights[:most]
        return Rows(self.x[:most], self.t[:most], weights)
