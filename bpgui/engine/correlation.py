"""Cross-correlation of images with kernels, as one matrix product for every row of the output.

An image is (channels, height, width, batch). Laid out as (height, taps across, channels, width,
batch), with one copy for every tap across, the lines that a window of several lines reads lie one
after the other: its columns need no further copies, the windows of neighbouring rows overlap in
memory. That is a copy of 3 times the image for a 3 x 3 kernel, where the usual im2col makes 9.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from bpgui.engine.arrays import Array, Call, empty, zeros
from bpgui.engine.windows import Axis

#: OpenBLAS multiplies up to this many products without packing its operands first: up to twice as
#: fast for the few rows that a kernel has. Longer lines are cut to stay below.
SMALL_PRODUCT = 1_000_000
#: Not into parts shorter than this, which would cost more in calls.
SHORTEST = 128


class Windows:
    """The windows of an image x, ready for products with `filters` kernels.

    `gather` fills `columns` (output height, parts, K, part of a line): the column that every window
    sees, line by line of the output, each line cut into `parts`. K counts (tap down, tap across,
    channel); with `ones`, every tap down ends in a one, of which a bias uses the first.
    """

    def __init__(self, x: Array, down: Axis, across: Axis, filters: int, ones: bool) -> None:
        channels, batch = x.shape[0], x.shape[-1]
        height = across.taps * channels + ones
        # Dilated windows have no neighbouring lines to share.
        lines = down if down.dilation > 1 else _each_line(down)
        step = down.taps if lines is down else down.stride
        memory = zeros([lines.outputs, lines.taps, height, across.outputs, batch], x.dtype)
        memory[:, :, across.taps * channels :] = 1
        self.gather: list[Call] = []
        for i in range(lines.taps):
            to_line, line = lines.seen(i)
            for j in range(across.taps):
                to_place, place = across.seen(j)
                part = memory[to_line, i, j * channels : (j + 1) * channels, to_place]
                seen = x[:, line, place].transpose(1, 0, 2, 3)
                if part.size:
                    self.gather.append(partial(np.copyto, part, seen))
        self.height = down.taps * height
        self.parts = _parts(across.outputs, filters * self.height * batch, batch)
        width = across.outputs * batch // self.parts
        apart, element = memory.strides[1], memory.itemsize
        self.columns = as_strided(
            memory,
            (down.outputs, self.parts, self.height, width),
            (step * apart, width * element, across.outputs * batch * element, element),
        )

    def lines(self, y: Array) -> Array:
        """An image of the windows' size as (height, parts, channels, part of a line); a view."""
        channels, height = y.shape[:2]
        lines = y.reshape(channels, height, self.parts, -1).transpose(1, 2, 0, 3)
        assert np.may_share_memory(lines, y)
        return lines


class Kernel:
    """A kernel (filters, channels, tall, wide), any view, as the matrix that meets the windows.

    `arrange` fills `matrix` (filters, K) from it and, where there is one, from the bias (filters,).
    """

    def __init__(self, kernel: Array, bias: Array | None) -> None:
        filters, channels, tall, wide = kernel.shape
        height = wide * channels + (bias is not None)
        memory = zeros([filters, tall, height], kernel.dtype)
        self.matrix = memory.reshape(filters, tall * height)
        weights = memory[:, :, : wide * channels].reshape(filters, tall, wide, channels)
        self.arrange: list[Call] = [partial(np.copyto, weights, kernel.transpose(0, 2, 3, 1))]
        if bias is not None and tall:
            self.arrange.append(partial(np.copyto, memory[:, 0, -1], bias))


def correlation(windows: Windows, kernel: Array, y: Array) -> list[Call]:
    """y = kernel * x, for windows of x that have been gathered."""
    weights = Kernel(kernel, None)
    return [
        *weights.arrange,
        partial(np.matmul, weights.matrix, windows.columns, windows.lines(y)),
    ]


def transposed(
    x: Array, kernel: Array, bias: Array | None, y: Array, down: Axis, across: Axis
) -> list[Call]:
    """y = the transposed correlation of x with a kernel (channels of x, of y, tall, wide), plus b.

    down, across: the axes of the correlation that leads from y to x, of which this is the way back.
    """
    calls: list[Call] = []
    for d in down.phases():
        for a in across.phases():
            part = y[:, d.part, a.part]
            taps = kernel[:, :, d.taps, a.taps].transpose(1, 0, 2, 3)
            if not taps.size:
                start = np.zeros((1, 1, 1, 1), y.dtype) if bias is None else _column(bias)
                calls.append(partial(np.copyto, part, start))
                continue
            windows = Windows(x, d.axis, a.axis, len(y), ones=bias is not None)
            weights = Kernel(taps, bias)
            # A product writes whole lines; those of a phase lie between others.
            whole = a.part.step == 1 or part.shape[2] == 1
            out = part if whole else empty(part.shape, y.dtype)
            calls += [*weights.arrange, *windows.gather]
            calls.append(partial(np.matmul, weights.matrix, windows.columns, windows.lines(out)))
            if not whole:
                calls.append(partial(np.copyto, part, out))
    return calls


class KernelGradient:
    """dW and db of a correlation: the products of its windows with what arrives at its output.

    `collect` gives the call for some lines of the output; `finish` adds up, and writes dkernel and
    dbias.
    """

    def __init__(self, windows: Windows, dy: Array, dkernel: Array, dbias: Array | None) -> None:
        filters, channels, tall, wide = dkernel.shape
        columns = windows.columns
        self._columns = columns
        self._dy = windows.lines(dy).swapaxes(-1, -2)
        self._products = empty([*columns.shape[:3], filters], dy.dtype)
        total = empty([windows.height, filters], dy.dtype)
        height = windows.height // tall
        blocks = total.reshape(tall, height, filters)
        weights = blocks[:, : wide * channels].reshape(tall, wide, channels, filters)
        products = self._products.reshape(-1, *total.shape)
        self.finish: list[Call] = [
            partial(np.add.reduce, products, 0, None, total),
            partial(np.copyto, dkernel, weights.transpose(3, 2, 0, 1)),
        ]
        if dbias is not None:
            self.finish.append(partial(np.copyto, dbias, blocks[0, -1]))

    def collect(self, lines: slice = slice(None)) -> Call:
        """The products of some lines of the output."""
        return partial(np.matmul, self._columns[lines], self._dy[lines], self._products[lines])


def _each_line(down: Axis) -> Axis:
    """Every line the windows see, once."""
    count = (down.outputs - 1) * down.stride + down.taps
    return Axis(down.inputs, count, before=down.before)


def _parts(places: int, work: int, batch: int) -> int:
    """Into how many equal parts a line of so many places is cut; `work` is that of one place."""
    for parts in range(1, places + 1):
        width = places // parts
        if width * batch < SHORTEST:
            break
        if places % parts == 0 and width * work <= SMALL_PRODUCT:
            return parts
    return 1


def _column(bias: Array) -> Array:
    return bias.reshape(-1, 1, 1, 1)
