"""Which input rows are pictures."""

from __future__ import annotations

Shape = tuple[int, ...]
#: Flat rows of as many numbers as a square of at least this side are taken for pictures.
_SIDE = 8


def picture_shape(shape: Shape) -> Shape:
    """(height, width) of a row of this shape if it is a picture of one or three channels, or ()."""
    if len(shape) == 3 and shape[0] in (1, 3):
        return shape[1:]
    if len(shape) == 1:
        side = round(shape[0] ** 0.5)
        return (side, side) if side >= _SIDE and side * side == shape[0] else ()
    return ()
