"""The base of the convolutions: their settings, and the calls that one with a kernel makes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activations
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.arrays import Array, Ops, Shape, text
from bpgui.engine.channels import channels
from bpgui.engine.correlation import Kernel, KernelGradient, Windows, transposed
from bpgui.engine.fields import integer, one_of, toggle
from bpgui.engine.initializer import Initializer, initializers
from bpgui.engine.initializers.he import HeUniform
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import Equations, Layer, Mismatch, Parameter, Remedy, Site, freezable
from bpgui.engine.windows import SAME, Axis, image, slide

#: The activation follows the product a few lines at a time, while they are in the cache.
TILE = 131_072

PADDINGS = {SAME: "Same size", 0: "None (valid)"}


@dataclass(frozen=True)
class Convolution(Layer):
    """A layer whose filters slide over an image or a sequence.

    The weight has PyTorch's shape. Padding is zeros on both sides; SAME keeps the size, divided by
    the stride and rounded up, and puts the odd one behind, as TensorFlow does. Where the last
    stride does not fit, what is left over is not looked at.
    """

    filters: int = integer(8, min=1, max=65_536, help="Feature maps this layer makes.")
    kernel: int = integer(
        3, min=1, max=65_536, label="Kernel size", help="Width of the window each filter looks at."
    )
    stride: int = integer(1, min=1, max=65_536, help="How far the window moves at a time.")
    padding: int = integer(
        0, min=SAME, max=65_536, special=PADDINGS, help="Zeros added at every edge."
    )
    dilation: int = integer(
        1, min=1, max=65_536, help="Distance of the kernel's taps: 2 leaves every other one out."
    )
    activation: ActivationFunction = one_of(
        activations, ReLU(), help="The function f each sum z goes through."
    )
    bias: bool = toggle(True, help="Add a learned constant b to every feature map.")
    initializer: Initializer = one_of(
        initializers, HeUniform(), label="Initialiser", help="What the weights start from."
    )
    bias_initializer: Initializer = one_of(
        initializers, Zeros(), label="Bias initialiser", help="What the biases start from."
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(r"z_f = \sum_c W_{fc} \star x_c + b_f", r"a = f(z)"),
        backward=(
            r"\delta = \frac{\partial L}{\partial a} \odot f'(z)",
            r"\frac{\partial L}{\partial W_{fc}} = \delta_f \star x_c",
            r"\frac{\partial L}{\partial b_f} = \sum_{ij} \delta_{fij}",
            r"\frac{\partial L}{\partial x_c} = \sum_f W_{fc} * \delta_f",
        ),
    )

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        taps = (self.kernel,) * (len(x[0]) - 1)
        shape = (self.filters, channels(x[0]), *taps)
        into, out = math.prod(shape[1:]), self.filters * math.prod(taps)
        found = {"weight": Parameter(shape, self.initializer, into, out)}
        if self.bias:
            found["bias"] = Parameter((self.filters,), self.bias_initializer, into, out)
        return found

    def multiply_adds(self, *x: Shape) -> int:
        # Every kernel is laid on every place of the output, as if the padding were numbers too.
        return math.prod(self.parameters(*x)["weight"].shape) * self.places(*x)

    def places(self, *x: Shape) -> int:
        """How often the kernels are laid on."""
        return math.prod(self.output_shape(*x)) // self.filters

    def slide(self, inputs: int, x: Shape) -> Axis:
        """The windows along an axis of x, or a Mismatch where not even one fits."""
        axis = slide(inputs, self.kernel, self.stride, self.dilation, self.padding)
        if axis.outputs < 1:
            room = min(x[1:] if len(x) == 3 else x[:1]) + 2 * self.padding
            kernel = (room - 1) // self.dilation + 1
            span = (self.kernel - 1) * self.dilation + 1
            dilated = f", {span} wide with its dilation," if self.dilation > 1 else ""
            padded = " with its padding" if self.padding else ""
            raise Mismatch(
                f"has a kernel of {self.kernel}{dilated} that is larger than its input, "
                f"{text(x)}{padded}",
                remedy=Remedy(f"Make the kernel {kernel}", settings={"kernel": kernel}),
            )
        return axis

    def activation_function(self) -> ActivationFunction | None:
        return self.activation

    def summary(self) -> str:
        return f"{self.filters} · {self.kernel} × {self.kernel} · {self.activation.label}"


@dataclass
class Arena:
    """What a convolution works on: images (channels, height, width, batch), and its parameters.

    z is where the sums go, delta is dL/dz: y and dy themselves where the function allows it.
    """

    x: Array
    y: Array
    dx: Array | None
    dy: Array
    z: Array
    delta: Array
    function: ActivationFunction
    weight: Array
    bias: Array | None
    dweight: Array
    dbias: Array | None

    def activate(self, at: Site, lines: slice = slice(None)) -> Ops:
        """a = f(z) and delta = dL/da f'(z) on some lines of the output."""
        if self.delta is self.dy:
            return Ops()
        z, y, dy, delta = (array[:, lines] for array in (self.z, self.y, self.dy, self.delta))
        return self.function.bind(y if self.z is self.y else z, y, dy, delta, at.new)


def arena(at: Site, activation: ActivationFunction) -> Arena:
    """The images of a site; a sequence (steps, features, batch) is an image one pixel wide."""
    function = Linear() if at.fused else activation
    linear = isinstance(function, Linear)
    y, dy = image(at.y), image(at.dy)
    kernels = at.values["weight"], at.grads["weight"]
    weight, dweight = (w if w.ndim == 4 else w[..., None] for w in kernels)
    return Arena(
        x=image(at.x[0]),
        y=y,
        dx=None if at.dx[0] is None else image(at.dx[0]),
        dy=dy,
        z=image(at.new(*at.y.shape)) if function.needs_input else y,
        delta=dy if linear else image(at.new(*at.dy.shape)),
        function=function,
        weight=weight,
        bias=at.values.get("bias"),
        dweight=dweight,
        dbias=at.grads.get("bias"),
    )


def convolve(at: Site, activation: ActivationFunction, down: Axis, across: Axis) -> Ops:
    """The calls of a convolution whose windows slide along these axes of x."""
    a = arena(at, activation)
    windows = Windows(a.x, down, across, len(a.y), ones=a.bias is not None)
    kernel = Kernel(a.weight, a.bias)
    gradient = KernelGradient(windows, a.delta, a.dweight, a.dbias)
    sums = windows.lines(a.z)
    ops = Ops(forward=[*kernel.arrange, *windows.gather])
    step = max(1, TILE // (a.y.size // down.outputs))
    for first in range(0, down.outputs, step):
        lines = slice(first, first + step)
        ops.forward.append(partial(np.matmul, kernel.matrix, windows.columns[lines], sums[lines]))
        f = a.activate(at, lines)
        ops.forward += f.forward
        ops.backward += [*f.backward, gradient.collect(lines)]
    ops.backward += gradient.finish
    if a.dx is not None:
        ops.backward += transposed(a.delta, a.weight, None, a.dx, down, across)
    return ops
