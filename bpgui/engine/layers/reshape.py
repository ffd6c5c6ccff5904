from __future__ import annotations

import math
from dataclasses import dataclass

from bpgui.engine.arrays import Shape, text
from bpgui.engine.fields import shape
from bpgui.engine.layer import Equations, Layer, Mismatch, layer


@layer("Reshape", group="Core", rank=45, synonyms=("unflatten", "view", "image"))
@dataclass(frozen=True)
class Reshape(Layer):
    """a = x in another shape

    The same numbers in the same order as an image (channels × height × width), a sequence
    (steps × features) or a row; it turns 64 features into an image of 1 × 8 × 8.
    """

    shape: Shape = shape((1, 8, 8), help="Sizes of the output: as many numbers as come in.")

    reshapes = True
    reads_rows = True
    equations = Equations(
        forward=(r"a = \mathrm{reshape}(x)",),
        backward=(r"\frac{\partial L}{\partial x} = \mathrm{reshape}^{-1}(\delta)",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        if math.prod(self.shape) != math.prod(x[0]):
            raise Mismatch(
                f"makes {text(self.shape)}, which is {math.prod(self.shape):,} numbers, "
                f"of {text(x[0])}, which is {math.prod(x[0]):,}"
            )
        return self.shape

    def summary(self) -> str:
        return text(self.shape)
