"""Dense layers, merges, and what only reshapes or draws noise."""

from __future__ import annotations

from bpgui.engine.channels import channel_axis, channels
from bpgui.export.chain import HOLE
from bpgui.export.pytorch.translation import Site, translates


@translates("Dense", "TimeDense")
def dense(at: Site) -> list[str]:
    options = {} if at.layer.bias else {"bias": False}
    at.module("nn.Linear", at.shape[-1], at.layer.units, **options)
    return [at.apply(), *at.activated(at.layer.activation)]


@translates("Activation")
def activation(at: Site) -> list[str]:
    return at.activated(at.layer.function)


@translates("PReLU")
def prelu(at: Site) -> list[str]:
    if at.layer.shared:
        at.module("nn.PReLU")
        return [at.apply()]
    at.module("nn.PReLU", channels(at.shape))
    return at.channels_first(at.apply())


@translates("Dropout")
def dropout(at: Site) -> list[str]:
    at.module("nn.Dropout", at.layer.rate)
    return [at.apply()]


@translates("GaussianSample")
def gaussian_sample(at: Site) -> list[str]:
    at.needs.add("GaussianSample")
    at.module("GaussianSample", at.layer.weight)
    return [at.apply()]


@translates("Flatten")
def flatten(at: Site) -> list[str]:
    return [] if len(at.shape) == 1 else [f"{HOLE}.flatten(1)"]


@translates("Reshape")
def reshape(at: Site) -> list[str]:
    return [f"{HOLE}.reshape({', '.join(map(str, (-1, *at.stage.shape)))})"]


@translates("Add")
def add(at: Site) -> list[str]:
    return [HOLE, *(f"{HOLE} + {x}" for x in at.x[1:])]


@translates("Multiply")
def multiply(at: Site) -> list[str]:
    return [HOLE, *(f"{HOLE} * {x}" for x in at.x[1:])]


@translates("Concatenate")
def concatenate(at: Site) -> list[str]:
    if len(at.x) == 1:
        return []
    dim = channel_axis(at.shape) + 1
    return [f"torch.cat([{', '.join((HOLE, *at.x[1:]))}], dim={dim})"]
