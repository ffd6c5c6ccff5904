"""Layers that give the same numbers in another shape."""

from __future__ import annotations

from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.reshape import Reshape
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(Flatten)
def flatten(layer: Flatten, site: Site) -> Value:
    return site.op("Flatten", *site.x, axis=1)


@translates(Reshape)
def reshape(layer: Reshape, site: Site) -> Value:
    return site.op("Reshape", *site.x, site.constant("shape", [0, *layer.shape]))
