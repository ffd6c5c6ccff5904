"""How a tensor is laid out flat: a matrix as it is, kernels and pictures as tiles."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]
#: Between two tiles.
GAP = -1


@dataclass(frozen=True, eq=False)
class Layout:
    """places (height, width): the flat index of the number in every cell, or GAP."""

    places: NDArray[np.intp]

    @property
    def size(self) -> tuple[int, int]:
        """Cells across and down."""
        return self.places.shape[1], self.places.shape[0]


@functools.lru_cache(maxsize=64)
def layout(shape: Shape, picture: Shape = ()) -> Layout:
    """The layout of a tensor.

    A vector becomes a column. A matrix stays one, or, where its rows are weights of pictures of
    the shape `picture` (height, width), becomes a tile a row. Feature maps (channels, *picture)
    become a tile each, and a vector with a `picture` one picture, or with that of a single cell
    lines. A kernel (out, in, ...) becomes a tile for each pair; a single input channel leaves one
    long row of tiles, which is folded.
    """
    count = math.prod(shape)
    flat = np.arange(count)
    if len(shape) == 1 and picture == (1, 1):
        return Layout(_lines(flat))
    if picture and (len(shape) == 1 or shape[1:] == picture):
        return Layout(_folded(flat.reshape(-1, *picture)))
    if len(shape) == 2 and picture and shape[1] % math.prod(picture) == 0:
        return Layout(_folded(flat.reshape(-1, *picture)))
    if len(shape) <= 2:
        return Layout(flat.reshape(shape[0] if shape else 1, -1))
    kernels = flat.reshape(shape[0], shape[1], -1, shape[-1])
    if 1 in shape[:2]:
        return Layout(_folded(kernels.reshape(-1, *kernels.shape[2:])))
    return Layout(_grid(kernels))


def _lines(flat: NDArray[np.intp]) -> NDArray[np.intp]:
    """A vector in lines, about twice as wide as they are high."""
    across = math.ceil(math.sqrt(2 * len(flat)))
    down = math.ceil(len(flat) / across)
    padded = np.full(down * across, GAP)
    padded[: len(flat)] = flat
    return padded.reshape(down, across)


def _folded(tiles: NDArray[np.intp]) -> NDArray[np.intp]:
    """Tiles (count, height, width) in rows, about as wide as twice their height."""
    count, height, width = tiles.shape
    across = min(count, max(1, math.ceil(math.sqrt(2 * count * height / width))))
    down = math.ceil(count / across)
    padded = np.full((down * across, height, width), GAP)
    padded[:count] = tiles
    return _grid(padded.reshape(down, across, height, width))


def _grid(tiles: NDArray[np.intp]) -> NDArray[np.intp]:
    """Tiles (down, across, height, width) as one picture, a gap of one cell between them."""
    down, across, height, width = tiles.shape
    spaced = np.full((down, across, height + 1, width + 1), GAP)
    spaced[:, :, :height, :width] = tiles
    joined = spaced.transpose(0, 2, 1, 3).reshape(down * (height + 1), across * (width + 1))
    return joined[:-1, :-1]


def index_at(shape: Shape, flat: int) -> tuple[int, ...]:
    """The index of a flat place, counted from 0."""
    return tuple(int(i) for i in np.unravel_index(flat, shape or (1,)))
