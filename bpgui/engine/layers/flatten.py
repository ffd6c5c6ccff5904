from __future__ import annotations

import math
from dataclasses import dataclass

from bpgui.engine.arrays import Shape
from bpgui.engine.layer import Equations, Layer, layer


@layer("Flatten", group="Core", rank=40, synonyms=("reshape", "vector"))
@dataclass(frozen=True)
class Flatten(Layer):
    """a = vec(x)

    Lays an image or a sequence out as one row of features, in the order of its axes (channels
    first).
    """

    reshapes = True
    reads_rows = True
    equations = Equations(
        forward=(r"a = \mathrm{vec}(x)",),
        backward=(r"\frac{\partial L}{\partial x} = \mathrm{vec}^{-1}(\delta)",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return (math.prod(x[0]),)
