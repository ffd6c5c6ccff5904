from __future__ import annotations

import math
from dataclasses import dataclass

from bpgui.engine.arrays import Ops, Shape, text
from bpgui.engine.channels import by_channel, sums
from bpgui.engine.convolution import Convolution, arena
from bpgui.engine.correlation import KernelGradient, Windows, correlation, transposed
from bpgui.engine.layer import Equations, Mismatch, Parameter, Remedy, Site, layer
from bpgui.engine.wanted import image_wanted
from bpgui.engine.windows import Axis, spread


@layer(
    "Conv2DTranspose",
    group="Convolution",
    rank=30,
    synonyms=("deconvolution", "transposed convolution", "decoder", "upsampling"),
)
@dataclass(frozen=True)
class Conv2DTranspose(Convolution):
    """a = f(W * x + b)

    The way back of a Conv2D with the same settings: every pixel of the input paints its filters
    into the output, `stride` apart, so that images grow. Padding is cut off the result; "same size"
    makes it exactly `stride` times as large. The weight is (channels, filters, kernel, kernel).
    """

    equations = Equations(
        forward=(r"z_f = \sum_c W_{cf} * x_c + b_f", r"a = f(z)"),
        backward=(
            r"\delta = \frac{\partial L}{\partial a} \odot f'(z)",
            r"\frac{\partial L}{\partial W_{cf}} = x_c \star \delta_f",
            r"\frac{\partial L}{\partial b_f} = \sum_{ij} \delta_{fij}",
            r"\frac{\partial L}{\partial x_c} = \sum_f W_{cf} \star \delta_f",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) != 3:
            raise image_wanted(x[0])
        return (self.filters, *(self._spread(size, x[0]).inputs for size in x[0][1:]))

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        channels, area = x[0][0], self.kernel**2
        # Of the kernel's taps, one in stride^2 reaches a given pixel.
        into = max(1, channels * area // self.stride**2)
        shape = (channels, self.filters, self.kernel, self.kernel)
        found = {"weight": Parameter(shape, self.initializer, into, self.filters * area)}
        if self.bias:
            found["bias"] = Parameter((self.filters,), self.bias_initializer, into, area)
        return found

    def places(self, *x: Shape) -> int:
        return math.prod(x[0][1:])

    def bind(self, at: Site) -> Ops:
        a = arena(at, self.activation)
        shape = at.x[0].shape[:-1]
        down, across = (self._spread(size, shape) for size in shape[1:])
        f = a.activate(at)
        windows = Windows(a.delta, down, across, len(a.x), ones=False)
        gradient = KernelGradient(windows, a.x, a.dweight, None)
        ops = Ops(
            forward=[*transposed(a.x, a.weight, a.bias, a.z, down, across), *f.forward],
            backward=[*f.backward, *windows.gather, gradient.collect(), *gradient.finish],
        )
        if a.dbias is not None:
            ops.backward += sums(by_channel(a.delta), a.dbias)
        if a.dx is not None:
            ops.backward += correlation(windows, a.weight, a.dx)
        return ops

    def _spread(self, inputs: int, x: Shape) -> Axis:
        axis = spread(inputs, self.kernel, self.stride, self.dilation, self.padding)
        if axis.inputs < 1:
            raise Mismatch(
                f"cuts off a padding of {self.padding} on every side, which leaves nothing of what "
                f"it makes of {text(x)}",
                remedy=Remedy("Set the padding to 0", settings={"padding": 0}),
            )
        return axis
