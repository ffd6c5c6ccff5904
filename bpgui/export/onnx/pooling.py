"""Pools: the largest or the mean of windows."""

from __future__ import annotations

from bpgui.engine.layers.average_pool import AveragePool
from bpgui.engine.layers.global_average_pool import GlobalAveragePool
from bpgui.engine.layers.max_pool import MaxPool
from bpgui.engine.pooling import Pool
from bpgui.export.onnx.axes import channels_first, paddings
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(MaxPool)
def max_pool(layer: MaxPool, site: Site) -> Value:
    return _pool("MaxPool", layer, site)


@translates(AveragePool)
def average_pool(layer: AveragePool, site: Site) -> Value:
    return _pool("AveragePool", layer, site)


@translates(GlobalAveragePool)
def global_average_pool(layer: GlobalAveragePool, site: Site) -> Value:
    axes = [1] if len(site.shapes[0]) == 2 else [2, 3]
    return site.op("ReduceMean", *site.x, axes=axes, keepdims=0)


def _pool(kind: str, layer: Pool, site: Site) -> Value:
    axes = layer.axes(site.shapes[0])[: len(site.shapes[0]) - 1]

    def work(x: Value) -> Value:
        return site.op(
            kind,
            x,
            kernel_shape=[layer.size] * len(axes),
            strides=[axis.stride for axis in axes],
            pads=paddings(*axes),
        )

    return channels_first(site, work)
