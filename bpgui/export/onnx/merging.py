"""Layers that make one of several inputs."""

from __future__ import annotations

from bpgui.engine.channels import channel_axis
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.multiply import Multiply
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(Add)
def add(layer: Add, site: Site) -> Value:
    return site.op("Sum", *site.x)


@translates(Multiply)
def multiply(layer: Multiply, site: Site) -> Value:
    product, *rest = site.x
    for factor in rest:
        product = site.op("Mul", product, factor)
    return product


@translates(Concatenate)
def concatenate(layer: Concatenate, site: Site) -> Value:
    return site.op("Concat", *site.x, axis=channel_axis(site.shape) + 1)
