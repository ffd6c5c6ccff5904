"""The log of a span of training: the loss and the gradient norms of every step."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array, zeros

#: Most steps in one span.
SPAN = 4096


class Log:
    """A line for every step of a span.

    `loss_lines` (span,), and `square_lines` (span, tensors): the squared L2 norm of every gradient.
    """

    def __init__(self, tensors: int, dtype: str, span: int = SPAN) -> None:
        self.loss_lines = zeros([span], dtype)
        self.square_lines = zeros([span, tensors], dtype)

    def finite(self, count: int) -> int:
        """After how many of the first `count` lines there is one with NaN or infinity in it."""
        losses = np.isfinite(self.loss_lines[:count])
        squares = np.isfinite(self.square_lines[:count])
        if losses.all() and squares.all():
            return count
        return int((losses & squares.all(axis=1)).argmin())

    def losses(self, count: int) -> Array:
        """A copy of the first losses."""
        return self.loss_lines[:count].copy()

    def norms(self, count: int) -> Array:
        """The first norms (count, tensors)."""
        norms: Array = np.sqrt(self.square_lines[:count])
        return norms
