from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Ops, Shape, text
from bpgui.engine.counted import counted
from bpgui.engine.fields import shape
from bpgui.engine.layer import Layer, Site, layer


@layer("Input", group="Ends", rank=10, synonyms=("data", "source"))
@dataclass(frozen=True)
class Input(Layer):
    """x = one row of the data

    Where the data enters: features (n), an image (channels x height x width), or a sequence
    (steps x features).
    """

    shape: Shape = shape((2,), help="Sizes of one row: 2, or 1 x 28 x 28.")

    ports = ()

    def output_shape(self, *x: Shape) -> Shape:
        return self.shape

    def bind(self, at: Site) -> Ops:
        return Ops()

    def summary(self) -> str:
        return counted(self.shape[0], "feature") if len(self.shape) == 1 else text(self.shape)
