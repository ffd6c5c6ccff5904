"""Convolutions. Kernels lie as in the engine."""

from __future__ import annotations

from bpgui.engine.layers.conv1d import Conv1D
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.conv2d_transpose import Conv2DTranspose
from bpgui.engine.windows import spread
from bpgui.export.onnx.activations import activated
from bpgui.export.onnx.axes import channels_first, overhang, paddings
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(Conv1D, Conv2D)
def convolution(layer: Conv1D | Conv2D, site: Site) -> Value:
    """Paddings are told in numbers: not every runtime reads "same" alike."""
    x = site.shapes[0]
    axes = [layer.slide(size, x) for size in (x[:1] if len(x) == 2 else x[1:])]
    weight, bias = site.parameter("weight"), site.optional("bias")

    def work(x: Value) -> Value:
        return site.op(
            "Conv",
            x,
            weight,
            bias,
            strides=[layer.stride] * len(axes),
            dilations=[layer.dilation] * len(axes),
            pads=paddings(*axes),
        )

    return activated(layer.activation, channels_first(site, work), site)


@translates(Conv2DTranspose)
def transposed(layer: Conv2DTranspose, site: Site) -> Value:
    """What the windows reach beyond the result is cut off; what they do not reach is added."""
    axes = [
        spread(size, layer.kernel, layer.stride, layer.dilation, layer.padding)
        for size in site.shapes[0][1:]
    ]
    z = site.op(
        "ConvTranspose",
        *site.x,
        site.parameter("weight"),
        site.optional("bias"),
        strides=[layer.stride] * 2,
        dilations=[layer.dilation] * 2,
        pads=paddings(*axes),
        output_padding=[max(0, -overhang(axis)) for axis in axes],
    )
    return activated(layer.activation, z, site)
