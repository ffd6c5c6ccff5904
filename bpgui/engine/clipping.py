"""Clipping: gradients that are too large are cut before the weights follow them."""

from __future__ import annotations

from typing import ClassVar

from bpgui.engine.arrays import Array, Call
from bpgui.engine.declaration import Declaration, Registry


class Clipping(Declaration):
    """The base of every kind of clipping."""

    latex: ClassVar[tuple[str, ...]] = ()

    def bind(self, gradient: Array, squares: Array) -> list[Call]:
        """The calls that clip the flat gradient (P,) in place; nothing they do allocates.

        squares (tensors,) holds the squared L2 norm of every tensor's gradient.
        """
        raise NotImplementedError


clippings: Registry[Clipping] = Registry("clipping")
clipping = clippings.register
