"""Arrays by channel: the features of rows and of sequences, the channels of images."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Shape, empty


def channel_axis(shape: Shape) -> int:
    """Which axis of a sample of this shape counts its channels: the first of an image, else the
    last."""
    return 0 if len(shape) == 3 else len(shape) - 1


def channels(shape: Shape) -> int:
    """How many channels one sample of this shape has."""
    return shape[channel_axis(shape)]


def by_channel(array: Array) -> Array:
    """The array as (outer, channels, inner), a view; outer counts the steps of a sequence."""
    if array.ndim == 3:
        return array
    return array.reshape(1, array.shape[0], -1)


def products(a: Array, b: Array, out: Array) -> list[Call]:
    """out (channels,) = sum of a * b, both (outer, channels, n), over all but the channels."""
    if len(a) == 1:
        return [partial(np.vecdot, a[0], b[0], out)]
    parts = empty(a.shape[:2], a.dtype)
    return [partial(np.vecdot, a, b, parts), partial(np.add.reduce, parts, 0, None, out)]


def sums(a: Array, out: Array) -> list[Call]:
    """out (channels,) = sum of a (outer, channels, n) over all but the channels."""
    ones = np.ones(a.shape[2], dtype=a.dtype)
    if len(a) == 1:
        return [partial(np.dot, a[0], ones, out)]
    parts = empty(a.shape[:2], a.dtype)
    return [partial(np.matmul, a, ones, parts), partial(np.add.reduce, parts, 0, None, out)]
