"""Layers that go number by number or unit by unit."""

from __future__ import annotations

from bpgui.engine.channels import channel_axis
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.layers.prelu import PReLU
from bpgui.engine.layers.time_dense import TimeDense
from bpgui.export.onnx.activations import activated
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(Dense)
def dense(layer: Dense, site: Site) -> Value:
    """One product, by a weight that lies as (units, inputs)."""
    weight, bias = site.parameter("weight"), site.optional("bias")
    return activated(layer.activation, site.op("Gemm", *site.x, weight, bias, transB=1), site)


@translates(TimeDense)
def time_dense(layer: TimeDense, site: Site) -> Value:
    """The same for every step; a product of more than two axes takes the weight the other way."""
    z = site.op("MatMul", *site.x, site.transposed("weight"))
    if site.has("bias"):
        z = site.op("Add", z, site.parameter("bias"))
    return activated(layer.activation, z, site)


@translates(Activation)
def activation(layer: Activation, site: Site) -> Value:
    return activated(layer.function, site.x[0], site)


@translates(PReLU)
def prelu(layer: PReLU, site: Site) -> Value:
    """A slope for each channel of an image stands above the pixels."""
    behind = len(site.shape) - 1 - channel_axis(site.shape)
    if layer.shared or not behind:
        return site.op("PRelu", *site.x, site.parameter("weight"))
    slopes = site.tensor("weight").reshape(-1, *(1,) * behind)
    return site.op("PRelu", *site.x, site.constant("slopes", slopes))


@translates(Dropout)
def dropout(layer: Dropout, site: Site) -> Value:
    """Nothing: it was for training."""
    return site.x[0]


@translates(GaussianSample)
def gaussian_sample(layer: GaussianSample, site: Site) -> Value:
    """The means, which are the first half."""
    start, stop, axis = (
        site.constant(name, [number])
        for name, number in (("start", 0), ("stop", site.shape[0]), ("axis", 1))
    )
    return site.op("Slice", *site.x, start, stop, axis)
