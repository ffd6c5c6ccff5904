"""Convolutions, pooling, and what makes images larger."""

from __future__ import annotations

from typing import Any

from bpgui.engine.windows import SAME, Axis, slide
from bpgui.export.chain import HOLE
from bpgui.export.pytorch.translation import Site, translates


@translates("Conv1D", "Conv2D")
def convolution(at: Site) -> list[str]:
    layer, images = at.layer, len(at.shape) == 3
    ahead, padding = _padding(at, layer.kernel, layer.stride, layer.dilation)
    at.module(
        "nn.Conv2d" if images else "nn.Conv1d",
        at.shape[0] if images else at.shape[1],
        layer.filters,
        layer.kernel,
        **_sliding(layer, padding),
    )
    return [*at.channels_first(*ahead, at.apply()), *at.activated(layer.activation)]


@translates("Conv2DTranspose")
def transposed(at: Site) -> list[str]:
    layer, (channels, height, width) = at.layer, at.shape
    options, cut = _sliding(layer, layer.padding), []
    if layer.padding == SAME:
        # What is more than stride times as large is cut off, the odd one behind.
        more = (layer.kernel - 1) * layer.dilation + 1 - layer.stride
        options = _sliding(layer, max(0, more) // 2)
        if more < 0:
            options["output_padding"] = -more
        elif more % 2:
            sizes = height * layer.stride, width * layer.stride
            cut = [f"{HOLE}[:, :, :{sizes[0]}, :{sizes[1]}]"]
    at.module("nn.ConvTranspose2d", channels, layer.filters, layer.kernel, **options)
    return [at.apply(), *cut, *at.activated(layer.activation)]


@translates("MaxPool", "AveragePool")
def pool(at: Site) -> list[str]:
    layer, largest = at.layer, at.layer.kind() == "MaxPool"
    stride = layer.stride or layer.size
    ahead, padding = _padding(at, layer.size, stride, fill="-torch.inf" if largest else "0.0")
    if ahead and not largest:
        return _average_of_seen(at, stride)
    name = f"{'max' if largest else 'avg'}_pool{len(at.shape) - 1}d"
    words = [HOLE, str(layer.size)]
    words += [f"stride={stride}"] if stride != layer.size else []
    words += [f"padding={padding}"] if padding else []
    words += ["count_include_pad=False"] if padding and not largest else []
    return at.channels_first(*ahead, f"F.{name}({', '.join(words)})")


@translates("GlobalAveragePool")
def global_average(at: Site) -> list[str]:
    return [f"{HOLE}.mean({'dim=(2, 3)' if len(at.shape) == 3 else 'dim=1'})"]


@translates("Upsample")
def upsample(at: Site) -> list[str]:
    mode = at.layer.mode
    if mode == "linear":
        mode = "bilinear" if len(at.shape) == 3 else "linear"
    words = f'scale_factor={at.layer.factor}, mode="{mode}"'
    return at.channels_first(f"F.interpolate({HOLE}, {words})")


def _sliding(layer: Any, padding: int | str | tuple[int, ...]) -> dict[str, object]:
    """The options of a convolution that are not PyTorch's own defaults."""
    options: dict[str, object] = {}
    if layer.stride != 1:
        options["stride"] = layer.stride
    if padding:
        options["padding"] = padding
    if layer.dilation != 1:
        options["dilation"] = layer.dilation
    if not layer.bias:
        options["bias"] = False
    return options


def _padding(
    at: Site, taps: int, stride: int, dilation: int = 1, fill: str = ""
) -> tuple[list[str], int | str | tuple[int, ...]]:
    """A step that pads where PyTorch's own padding does not do, and that padding."""
    if at.layer.padding != SAME:
        return [], at.layer.padding
    if stride == 1 and not fill:
        return [], "same"
    sizes = at.shape[1:] if len(at.shape) == 3 else at.shape[:1]
    edges = [_edges(slide(size, taps, stride, dilation, SAME)) for size in sizes]
    if all(before == after for before, after in edges):
        each = tuple(before for before, _ in edges)
        return [], each[0] if len(set(each)) == 1 else each
    # F.pad begins with the last axis.
    words = ", ".join(f"{before}, {after}" for before, after in reversed(edges))
    value = f", value={fill}" if fill and fill != "0.0" else ""
    return [f"F.pad({HOLE}, ({words}){value})"], 0


def _edges(axis: Axis) -> tuple[int, int]:
    """How far windows reach beyond the edge, before the first input and behind the last."""
    reach = (axis.outputs - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1
    return axis.before, max(0, reach - axis.before - axis.inputs)


def _average_of_seen(at: Site, stride: int) -> list[str]:
    """Windows reach further beyond one edge than the other, and zeros there must not count."""
    at.needs.add("average_pool")
    sizes = at.shape[1:] if len(at.shape) == 3 else at.shape[:1]
    edges = [_edges(slide(size, at.layer.size, stride, 1, SAME)) for size in sizes]
    padding = ", ".join(f"{before}, {after}" for before, after in reversed(edges))
    if len(at.shape) == 3:
        return [f"average_pool({HOLE}, {at.layer.size}, {stride}, ({padding}))"]
    # A sequence is an image one pixel wide.
    size, step = f"({at.layer.size}, 1)", f"({stride}, 1)"
    pooled = f"average_pool({HOLE}.unsqueeze(1), {size}, {step}, (0, 0, {padding}))"
    return [pooled, f"{HOLE}.squeeze(1)"]
