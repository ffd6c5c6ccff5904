"""Dense layers, merges, and what only reshapes or draws noise."""

from __future__ import annotations

from bpgui.export.chain import HOLE
from bpgui.export.keras.translation import (
    CHANNELS_FIRST,
    CHANNELS_LAST,
    Site,
    Step,
    step,
    translates,
)


@translates("Dense", "TimeDense")
def dense(at: Site) -> list[Step]:
    options, after = at.activation(at.layer.activation)
    if not at.layer.bias:
        options["use_bias"] = False
    at.weights = [f"{at.w('weight')}.T", *([at.w("bias")] if at.layer.bias else [])]
    return [at.made("Dense", at.layer.units, **options), *after]


@translates("Activation")
def activation(at: Site) -> list[Step]:
    options, after = at.activation(at.layer.function)
    return [at.made("Activation", f'"{options["activation"]}"')] if options else after


@translates("PReLU")
def prelu(at: Site) -> list[Step]:
    axes = len(at.shape)
    together = list(range(1, axes + 1 if at.layer.shared else axes))
    options: dict[str, object] = {"shared_axes": together} if together else {}
    sizes = ", ".join(["1"] * (axes - 1) + ["-1"])
    at.weights = [f"{at.w('weight')}.reshape({sizes})"]
    return [at.made("PReLU", **options)]


@translates("Dropout")
def dropout(at: Site) -> list[Step]:
    return [at.made("Dropout", at.layer.rate)]


@translates("GaussianSample")
def gaussian_sample(at: Site) -> list[Step]:
    at.needs.add("GaussianSample")
    return [at.made("GaussianSample", at.layer.weight)]


@translates("Flatten")
def flatten(at: Site) -> list[Step]:
    if len(at.shape) == 1:
        return []
    return [*([CHANNELS_FIRST] if at.images else []), step(f"layers.Flatten()({HOLE})")]


@translates("Reshape")
def reshape(at: Site) -> list[Step]:
    made = step(f"layers.Reshape({at.stage.shape})({HOLE})")
    before = [CHANNELS_FIRST] if at.images else []
    return [*before, made, *([CHANNELS_LAST] if len(at.stage.shape) == 3 else [])]


@translates("Add", "Multiply", "Concatenate")
def merge(at: Site) -> list[Step]:
    if len(at.x) == 1:
        return []
    made = at.constructor(at.layer.kind())
    return [Step(made.opening, made.items, f")([{', '.join(at.x)}])")]
