"""Input rows, as pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Shape = tuple[int, ...]


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
