from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Array, Call
from bpgui.engine.clipping import Clipping, clipping


@clipping("none", rank=10)
@dataclass(frozen=True)
class NoClipping(Clipping):
    """g = dL/dtheta

    The weights follow the gradient however large it is.
    """

    latex = (r"g = \frac{\partial L}{\partial \theta}",)

    def bind(self, gradient: Array, squares: Array) -> list[Call]:
        return []
