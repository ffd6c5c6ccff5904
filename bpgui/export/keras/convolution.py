"""Convolutions, pooling, and what makes images larger."""

from __future__ import annotations

from typing import Any

from bpgui.engine.windows import SAME, slide
from bpgui.export.chain import HOLE
from bpgui.export.keras.translation import Site, Step, step, translates


@translates("Conv1D", "Conv2D")
def convolution(at: Site) -> list[Step]:
    layer = at.layer
    axes = "(2, 3, 1, 0)" if at.images else "(2, 1, 0)"
    at.weights = [f"{at.w('weight')}.transpose{axes}", *_bias(at)]
    options, after = at.activation(layer.activation)
    kind = "Conv2D" if at.images else "Conv1D"
    slow = layer.stride > 1 and layer.dilation > 1
    padded, same = _padded(at, layer.kernel, layer.stride, layer.dilation, slow)
    if layer.stride > 1 and not slow:
        options["strides"] = layer.stride
    if same:
        options["padding"] = "same"
    if layer.dilation > 1:
        options["dilation_rate"] = layer.dilation
    made = at.made(kind, layer.filters, layer.kernel, **_without_bias(layer), **options)
    # Keras does not slide a dilated kernel by more than one place at a time.
    skip = f"::{layer.stride}"
    skipped = [step(f"{HOLE}[:, {skip}, {skip}]" if at.images else f"{HOLE}[:, {skip}]")]
    return [*padded, made, *(skipped if slow else []), *after]


@translates("Conv2DTranspose")
def transposed(at: Site) -> list[Step]:
    layer = at.layer
    options, after = at.activation(layer.activation)
    options = {**_without_bias(layer), **options}
    height, width = at.stage.shape[1:]
    reach = (layer.kernel - 1) * layer.dilation
    before = layer.padding
    if layer.padding == SAME:
        before = max(0, reach + 1 - layer.stride) // 2
    if layer.dilation > 1:
        return [*_by_stretching(at, options, reach, before), *after]
    at.weights = [f"{at.w('weight')}.transpose(2, 3, 1, 0)", *_bias(at)]
    if layer.stride > 1:
        options["strides"] = layer.stride
    made = at.made("Conv2DTranspose", layer.filters, layer.kernel, **options)
    sizes = [n * layer.stride + max(0, layer.kernel - layer.stride) for n in at.shape[1:]]
    if (before, *sizes) == (0, height, width):
        return [made, *after]
    return [made, _cut(before, height, width), *after]


def _by_stretching(at: Site, options: dict[str, object], reach: int, before: int) -> list[Step]:
    """A dilated kernel the other way round, over pixels that have been moved apart."""
    layer, (height, width) = at.layer, at.stage.shape[1:]
    at.weights = [f"{at.w('weight')}[:, :, ::-1, ::-1].transpose(2, 3, 0, 1)", *_bias(at)]
    apart = []
    if layer.stride > 1:
        at.needs.add("moved_apart")
        apart = [step(f"moved_apart({HOLE}, {layer.stride})")]
    made = at.made("Conv2D", layer.filters, layer.kernel, dilation_rate=layer.dilation, **options)
    return [
        *apart,
        step(f"layers.ZeroPadding2D({reach})({HOLE})"),
        made,
        _cut(before, height, width),
    ]


def _cut(before: int, height: int, width: int) -> Step:
    down, across = (f"{before or ''}:{before + size}" for size in (height, width))
    return step(f"{HOLE}[:, {down}, {across}]")


@translates("MaxPool", "AveragePool")
def pool(at: Site) -> list[Step]:
    layer, largest = at.layer, at.layer.kind() == "MaxPool"
    stride = layer.stride or layer.size
    if layer.padding > 0 or (layer.padding == SAME and not largest):
        return _pool_of_seen(at, stride, largest)
    options: dict[str, object] = {"strides": stride} if stride != layer.size else {}
    if layer.padding == SAME:
        options["padding"] = "same"
    kind = f"{'Max' if largest else 'Average'}Pooling{'2D' if at.images else '1D'}"
    return [at.made(kind, layer.size, **options)]


def _pool_of_seen(at: Site, stride: int, largest: bool) -> list[Step]:
    """Windows reach beyond the edge, and what is there does not count."""
    name = "max_pool" if largest else "average_pool"
    at.needs.add(name)
    edges = ", ".join(f"({a}, {b})" for a, b in _edges(at, at.layer.size, stride, 1))
    return [Step(f"{name}(", (HOLE, str(at.layer.size), str(stride), f"[{edges}]"), ")")]


@translates("GlobalAveragePool")
def global_average(at: Site) -> list[Step]:
    return [at.made(f"GlobalAveragePooling{'2D' if at.images else '1D'}")]


@translates("Upsample")
def upsample(at: Site) -> list[Step]:
    factor, linear = at.layer.factor, at.layer.mode == "linear"
    options: dict[str, object] = {"interpolation": "bilinear"} if linear else {}
    if at.images:
        return [at.made("UpSampling2D", factor, **options)]
    if not linear:
        return [at.made("UpSampling1D", factor)]
    # A sequence is an image one pixel wide.
    return [
        step(f"ops.expand_dims({HOLE}, 2)"),
        at.made("UpSampling2D", (factor, 1), **options),
        step(f"ops.squeeze({HOLE}, 2)"),
    ]


def _bias(at: Site) -> list[str]:
    return [at.w("bias")] if at.layer.bias else []


def _without_bias(layer: Any) -> dict[str, object]:
    return {} if layer.bias else {"use_bias": False}


def _padded(at: Site, taps: int, stride: int, dilation: int, slow: bool) -> tuple[list[Step], bool]:
    """The step that pads, and whether the layer itself is to keep the size instead."""
    if at.layer.padding == 0:
        return [], False
    if at.layer.padding == SAME and not slow:
        return [], True
    kind = "ZeroPadding2D" if at.images else "ZeroPadding1D"
    if at.layer.padding > 0:
        return [step(f"layers.{kind}({at.layer.padding})({HOLE})")], False
    edges = _edges(at, taps, stride, dilation)
    words = f"({', '.join(map(str, edges))})" if at.images else str(edges[0])
    return [step(f"layers.{kind}({words})({HOLE})")], False


def _edges(at: Site, taps: int, stride: int, dilation: int) -> list[tuple[int, int]]:
    """How far windows reach beyond each edge."""
    sizes = at.shape[1:] if at.images else at.shape[:1]
    found = []
    for size in sizes:
        axis = slide(size, taps, stride, dilation, at.layer.padding)
        reach = (axis.outputs - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1
        found.append((axis.before, max(0, reach - axis.before - axis.inputs)))
    return found
