"""Input rows that are pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

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


def row_image(row: NDArray[Any], shape: Shape, low: float, high: float) -> QImage:
    """A row as a picture, dark to light from low to high."""
    scaled = np.clip((np.asarray(row, np.float64) - low) / ((high - low) or 1.0) * 255, 0, 255)
    height, width = shape
    pixels = np.ascontiguousarray(scaled.reshape(-1, height, width).transpose(1, 2, 0), np.uint8)
    if pixels.shape[2] == 3:
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    else:
        image = QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
    return image.copy()
