"""Layers that normalise."""

from __future__ import annotations

from bpgui.export.keras.translation import Site, Step, translates


@translates("BatchNorm")
def batch_norm(at: Site) -> list[Step]:
    # Keras counts what is kept of the old statistics, bpgui what is taken of the new.
    options: dict[str, object] = {
        "momentum": round(1 - at.layer.momentum, 12),
        "epsilon": at.layer.epsilon,
    }
    if not at.layer.affine:
        options.update(center=False, scale=False)
    at.weights = [at.w(name) for name in at.stage.tensors]
    return [at.made("BatchNormalization", **options)]


@translates("LayerNorm")
def layer_norm(at: Site) -> list[Step]:
    options = _axes(at)
    if not at.layer.affine:
        options.update(center=False, scale=False)
    at.weights = _turned(at)
    return [at.made("LayerNormalization", **options)]


@translates("RMSNorm")
def rms_norm(at: Site) -> list[Step]:
    at.weights = _turned(at)
    return [at.made("RMSNormalization", **_axes(at))]


def _axes(at: Site) -> dict[str, object]:
    together: dict[str, object] = {"axis": [1, 2, 3]} if at.images else {}
    return {**together, "epsilon": at.layer.epsilon}


def _turned(at: Site) -> list[str]:
    """The arrays, with the channels of an image last."""
    turned = ".transpose(1, 2, 0)" if at.images else ""
    return [f"{at.w(name)}{turned}" for name in at.stage.tensors]
