"""Normalisations."""

from __future__ import annotations

import numpy as np

from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.layer_norm import LayerNorm
from bpgui.engine.layers.rms_norm import RMSNorm
from bpgui.export.onnx.axes import channels_first
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(BatchNorm)
def batch_norm(layer: BatchNorm, site: Site) -> Value:
    """By the running mean and variance, as always outside of training."""
    mean, variance = site.parameter("running_mean"), site.parameter("running_var")
    channels = len(site.tensor("running_mean"))
    scale = site.optional("weight") or site.constant("ones", np.ones(channels))
    shift = site.optional("bias") or site.constant("zeros", np.zeros(channels))

    def work(x: Value) -> Value:
        return site.op("BatchNormalization", x, scale, shift, mean, variance, epsilon=layer.epsilon)

    return channels_first(site, work)


@translates(LayerNorm)
def layer_norm(layer: LayerNorm, site: Site) -> Value:
    shape = site.shape[-_together(site) :]
    scale = site.optional("weight") or site.constant("ones", np.ones(shape))
    return site.op(
        "LayerNormalization",
        *site.x,
        scale,
        site.optional("bias"),
        axis=-_together(site),
        epsilon=layer.epsilon,
    )


@translates(RMSNorm)
def rms_norm(layer: RMSNorm, site: Site) -> Value:
    """x / sqrt(mean of x^2 + eps) in single operators: one of its own is newer."""
    (x,) = site.x
    axes = list(range(-_together(site), 0))
    mean = site.op("ReduceMean", site.op("Mul", x, x), axes=axes, keepdims=1)
    root = site.op("Sqrt", site.op("Add", mean, site.number("epsilon", layer.epsilon)))
    return site.op("Mul", site.op("Div", x, root), site.parameter("weight"))


def _together(site: Site) -> int:
    """How many of the last axes are normalised together: all of an image, else the features."""
    return 3 if len(site.shape) == 3 else 1
