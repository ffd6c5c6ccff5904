"""The log of a span of training: the loss and the gradient norms of every step."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array, zeros

#: Most steps in one span.
SPAN = 4096


class Log:
    """A line for every step of a span. `now` (1 + tensors,) is the line of the step at hand.

    `loss` (0-d) and `squares` (tensors,), the squared L2 norm of every gradient, are its parts.
    """

    def __init__(self, tensors: int, dtype: str, span: int = SPAN) -> None:
        self.now = zeros([1 + tensors], dtype)
        self.loss: Array = self.now[:1].reshape(())
        self.squares: Array = self.now[1:]
        self.lines = zeros([span, 1 + tensors], dtype)

    def finite(self, count: int) -> int:
        """After how many of the first `count` lines there is one with NaN or infinity in it."""
        if np.isfinite(self.lines[:count]).all():
            return count
        return int(np.isfinite(self.lines[:count]).all(axis=1).argmin())

    def losses(self, count: int) -> Array:
        """A copy of the first losses."""
        return self.lines[:count, 0].copy()

    def norms(self, count: int) -> Array:
        """The first norms (count, tensors)."""
        norms: Array = np.sqrt(self.lines[:count, 1:])
        return norms
