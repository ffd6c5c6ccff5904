"""What layers say to an input of the wrong dimensions, and the Reshape that would help."""

from __future__ import annotations

import math

from bpgui.engine.arrays import Shape, text
from bpgui.engine.layer import Mismatch, Remedy
from bpgui.engine.layers.reshape import Reshape


def image_wanted(x: Shape) -> Mismatch:
    """What a layer for images says to another shape; a row or a sequence can be reshaped."""
    remedy = _insert((1, *x)) if len(x) == 2 else _insert(_image(x[0])) if len(x) == 1 else None
    return Mismatch(f"needs an image (channels × height × width), got {text(x)}", remedy=remedy)


def sequence_wanted(x: Shape) -> Mismatch:
    """What a layer for sequences says to another shape; a row can be read number by number, an
    image of one channel row by row."""
    remedy = _insert((*x, 1)) if len(x) == 1 else None
    if len(x) == 3 and x[0] == 1:
        remedy = _insert(x[1:])
    return Mismatch(f"needs a sequence (steps × features), got {text(x)}", remedy=remedy)


def image_or_sequence_wanted(x: Shape) -> Mismatch:
    """What a layer for both says to another shape; a row may be an image laid out."""
    return Mismatch(
        "needs an image (channels × height × width) or a sequence (steps × features), "
        f"got {text(x)}",
        remedy=_insert(_image(x[0])) if len(x) == 1 else None,
    )


def _image(features: int) -> Shape:
    """The square image a row may have been, else one a pixel high."""
    side = math.isqrt(features)
    return (1, side, side) if side * side == features else (1, 1, features)


def _insert(shape: Shape) -> Remedy:
    return Remedy(f"Insert Reshape to {text(shape)}", insert=Reshape(shape))
