"""Sequences: inputs of shape (steps, features), and what to do with what is none."""

from __future__ import annotations

from bpgui.engine.arrays import Array, Shape, text
from bpgui.engine.layer import Mismatch, Remedy
from bpgui.engine.layers.reshape import Reshape


def steps_and_features(x: Shape) -> tuple[int, int]:
    """The two sizes of a sequence; Mismatch where x is none."""
    if len(x) == 2:
        return x
    raise Mismatch(f"needs a sequence (steps × features), got {text(x)}", remedy=_remedy(x))


def by_feature(sequence: Array) -> Array:
    """A (steps, features, batch) array as (features, steps, batch); a view."""
    return sequence.transpose(1, 0, 2)


def _remedy(x: Shape) -> Remedy | None:
    if len(x) == 1:
        return Remedy(f"Read it as {x[0]} steps of one number", insert=Reshape((x[0], 1)))
    if len(x) == 3 and x[0] == 1:
        return Remedy("Read it row by row", insert=Reshape(x[1:]))
    return None
