from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.fields import choice, one_of, real
from bpgui.engine.layer import Layer, Site, layer
from bpgui.engine.loss import Loss as LossFunction
from bpgui.engine.loss import losses
from bpgui.engine.losses.squared import MeanSquaredError


@layer("Loss", group="Ends", rank=90, synonyms=("output", "target", "cost", "objective"))
@dataclass(frozen=True)
class Loss(Layer):
    """L = how far the output is from the target

    Where the network ends: its output is compared with the target, and back-propagation begins.
    Several losses are added up, each by its weight; accuracy is that of the first that is compared
    with the data.
    """

    function: LossFunction = one_of(
        losses, MeanSquaredError(), help="How the distance is measured."
    )

    target: str = choice(
        "data",
        {"data": "the data's target", "input": "the input itself"},
        help="What the output is compared with; an auto-encoder learns to repeat its input.",
    )
    weight: float = real(1.0, min=0.0, help="How much this loss counts among several.")

    has_output = False

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def bind(self, at: Site) -> Ops:
        return Ops()

    def equation(self) -> str:
        return self.function.formula()

    def summary(self) -> str:
        return self.function.label
