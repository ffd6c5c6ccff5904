"""Sequences: inputs of shape (steps, features)."""

from __future__ import annotations

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.wanted import sequence_wanted


def steps_and_features(x: Shape) -> tuple[int, int]:
    """The two sizes of a sequence; Mismatch where x is none."""
    if len(x) == 2:
        return x
    raise sequence_wanted(x)


def by_feature(sequence: Array) -> Array:
    """A (steps, features, batch) array as (features, steps, batch); a view."""
    return sequence.transpose(1, 0, 2)
