from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.fields import one_of
from bpgui.engine.layer import Layer, Site, layer
from bpgui.engine.loss import Loss as LossFunction
from bpgui.engine.loss import losses
from bpgui.engine.losses.squared import MeanSquaredError


@layer("Loss", group="Ends", rank=90, synonyms=("output", "target", "cost", "objective"))
@dataclass(frozen=True)
class Loss(Layer):
    """L = how far the output is from the target

    Where the network ends: its output is compared with the target, and back-propagation begins.
    """

    function: LossFunction = one_of(
        losses, MeanSquaredError(), help="How the distance is measured."
    )

    has_output = False

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def bind(self, at: Site) -> Ops:
        return Ops()

    def summary(self) -> str:
        return self.function.label
