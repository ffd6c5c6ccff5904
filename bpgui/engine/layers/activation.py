from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.activation import ActivationFunction, activations
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.fields import one_of
from bpgui.engine.layer import Equations, Layer, Site, layer


@layer("Activation", group="Core", rank=20, synonyms=("nonlinearity", "transfer function"))
@dataclass(frozen=True)
class Activation(Layer):
    """a = f(x)

    An activation function as a step of its own, for instance after an Add.
    """

    function: ActivationFunction = one_of(activations, ReLU(), help="The function f.")

    equations = Equations(
        forward=(r"a = f(x)",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial a} \odot f'(x)",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def bind(self, at: Site) -> Ops:
        function = Linear() if at.fused else self.function
        if at.dx[0] is None:
            return function.bind(at.x[0], at.y, at.dy, None, at.new)
        return at.activate(function, at.x[0], at.dx[0])

    def activation_function(self) -> ActivationFunction | None:
        return self.function

    def summary(self) -> str:
        return self.function.label
