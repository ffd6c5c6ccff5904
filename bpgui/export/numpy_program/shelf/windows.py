"""Windows that slide over images and sequences, for convolutions and pools."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np


def windows(x, size, stride=1, dilation=1, pads=((0, 0), (0, 0)), fill=0):
    """What a window sees at each of its places on an image, as a view.

    From (rows, channels, height, width) to (rows, channels, down, across, size, size). pads: how
    far it reaches beyond top and bottom, left and right, where there is nothing but `fill`.
    """
    x = np.pad(x, ((0, 0), (0, 0), *pads), constant_values=fill)
    span = (size - 1) * dilation + 1
    seen = np.lib.stride_tricks.sliding_window_view(x, (span, span), axis=(2, 3))
    return seen[:, :, ::stride, ::stride, ::dilation, ::dilation]


def windows_back(seen, shape, stride=1, dilation=1, pads=((0, 0), (0, 0))):
    """The way back of `windows`: every number is added to the pixel where it was seen."""
    (top, bottom), (left, right) = pads
    rows, channels, height, width = shape
    x = np.zeros((rows, channels, top + height + bottom, left + width + right))
    down, across, size = seen.shape[2:5]
    for i in range(size):
        for j in range(size):
            lines = slice(i * dilation, i * dilation + (down - 1) * stride + 1, stride)
            columns = slice(j * dilation, j * dilation + (across - 1) * stride + 1, stride)
            x[:, :, lines, columns] += seen[..., i, j]
    return x[:, :, top : top + height, left : left + width]


def time_windows(x, size, stride=1, dilation=1, pad=(0, 0), fill=0):
    """What a window sees at each of its places on a sequence, as a view.

    From (rows, steps, features) to (rows, places, features, size). pad: how far it reaches beyond
    the first and the last step, where there is nothing but `fill`.
    """
    x = np.pad(x, ((0, 0), pad, (0, 0)), constant_values=fill)
    span = (size - 1) * dilation + 1
    seen = np.lib.stride_tricks.sliding_window_view(x, span, axis=1)
    return seen[:, ::stride, :, ::dilation]


def time_windows_back(seen, shape, stride=1, dilation=1, pad=(0, 0)):
    """The way back of `time_windows`: every number is added to the step where it was seen."""
    rows, steps, features = shape
    x = np.zeros((rows, pad[0] + steps + pad[1], features))
    places, size = seen.shape[1], seen.shape[3]
    for k in range(size):
        taken = slice(k * dilation, k * dilation + (places - 1) * stride + 1, stride)
        x[:, taken] += seen[..., k]
    return x[:, pad[0] : pad[0] + steps]


def winners(seen):
    """1 at the largest number of every (size, size) window, else 0; of equals the leftmost wins,
    and of these the uppermost."""
    across = seen.swapaxes(-1, -2)
    flat = across.reshape(*seen.shape[:-2], -1)
    first = np.arange(flat.shape[-1]) == flat.argmax(-1)[..., None]
    return first.reshape(across.shape).swapaxes(-1, -2)


def time_winners(seen):
    """1 at the largest number of every window (its last axis), else 0; of equals the first wins."""
    return np.arange(seen.shape[-1]) == seen.argmax(-1)[..., None]


def stretching(size, factor):
    """The matrix (size * factor, size) that draws straight lines between pixels, each of which
    lies in the middle of its share."""
    place = (np.arange(size * factor) + 0.5) / factor - 0.5
    left, part = np.floor(place).astype(int), place - np.floor(place)
    matrix, rows = np.zeros((size * factor, size)), np.arange(size * factor)
    np.add.at(matrix, (rows, np.clip(left, 0, size - 1)), 1 - part)
    np.add.at(matrix, (rows, np.clip(left + 1, 0, size - 1)), part)
    return matrix
