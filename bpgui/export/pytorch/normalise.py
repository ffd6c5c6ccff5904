"""Layers that normalise."""

from __future__ import annotations

from bpgui.engine.arrays import Shape
from bpgui.engine.channels import channels
from bpgui.export.pytorch.translation import Site, translates


@translates("BatchNorm")
def batch_norm(at: Site) -> list[str]:
    options: dict[str, object] = {}
    if at.layer.epsilon != 1e-5:
        options["eps"] = at.layer.epsilon
    if at.layer.momentum != 0.1:
        options["momentum"] = at.layer.momentum
    if not at.layer.affine:
        options["affine"] = False
    kind = "nn.BatchNorm2d" if len(at.shape) == 3 else "nn.BatchNorm1d"
    at.module(kind, channels(at.shape), **options)
    return at.channels_first(at.apply())


@translates("LayerNorm")
def layer_norm(at: Site) -> list[str]:
    options: dict[str, object] = {} if at.layer.epsilon == 1e-5 else {"eps": at.layer.epsilon}
    if not at.layer.affine:
        options["elementwise_affine"] = False
    at.module("nn.LayerNorm", _together(at.shape), **options)
    return [at.apply()]


@translates("RMSNorm")
def rms_norm(at: Site) -> list[str]:
    at.module("nn.RMSNorm", _together(at.shape), eps=at.layer.epsilon)
    return [at.apply()]


def _together(shape: Shape) -> Shape | int:
    """What is normalised together: a whole image, or the features of a row or a step."""
    return shape if len(shape) == 3 else shape[-1]
