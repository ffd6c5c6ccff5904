"""The base of the pooling layers: down the windows first, then across what is left.

One axis at a time is less work, and most of it falls on whole lines, which lie in one piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from bpgui.engine.arrays import Array, Call, Ops, Shape, empty, scalar, text
from bpgui.engine.fields import integer
from bpgui.engine.layer import Layer, Mismatch, Remedy, Site
from bpgui.engine.wanted import image_or_sequence_wanted
from bpgui.engine.windows import SAME, Axis, image, slide

#: Numbers of the input worked on at once, so that they stay in the cache from call to call.
TILE = 131_072


@dataclass(frozen=True)
class Pool(Layer):
    """A layer that makes one number of each window of an image, or of a sequence."""

    size: int = integer(2, min=1, max=65_536, label="Window", help="Width of the window.")
    stride: int = integer(
        0,
        max=65_536,
        special={0: "As the window"},
        help="How far the window moves at a time.",
    )
    padding: int = integer(
        0,
        min=SAME,
        max=65_536,
        special={SAME: "Same size", 0: "None (valid)"},
        help="How far windows reach beyond every edge; what is there does not count.",
    )

    def output_shape(self, *x: Shape) -> Shape:
        down, across = self.axes(x[0])
        if len(x[0]) == 2:
            return (down.outputs, x[0][1])
        return (x[0][0], down.outputs, across.outputs)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        """The windows down and across an image, or along a sequence; or a Mismatch."""
        if len(x) not in (2, 3):
            raise image_or_sequence_wanted(x)
        if self.padding > self.size // 2:
            raise Mismatch(
                f"has a padding of {self.padding}, more than half of its window of {self.size}",
                remedy=Remedy("Pad to the same size", settings={"padding": SAME}),
            )
        if len(x) == 2:
            return self._slide(x[0], x), Axis(1, 1)
        return self._slide(x[1], x), self._slide(x[2], x)

    def bind(self, at: Site) -> Ops:
        down, across = self.axes(at.x[0].shape[:-1])
        x, y, dy = image(at.x[0]), image(at.y), image(at.dy)
        dx = None if at.dx[0] is None else image(at.dx[0])
        channels, _, width, batch = x.shape
        step = max(1, min(down.outputs, TILE // (channels * down.stride * width * batch)))
        between = at.new(channels, down.outputs, width, batch)
        dbetween = at.new(channels, step, width, batch)
        # Windows that reach beyond the edges may be more than there are inputs.
        wide = max(width, across.outputs)
        room = Room(channels * step * wide * batch, at.y.dtype)
        ops = Ops(backward=[] if dx is None else clear(dx, down, 1))
        for first in range(0, down.outputs, step):
            lines = range(first, min(first + step, down.outputs))
            part = slice(first, lines.stop)
            h, dh = between[:, part], dbetween[:, : len(lines)]
            over = self.pool(Stage(x, dx, h, dh, down, 1, room, lines))
            along = self.pool(Stage(h, dh, y[:, part], dy[:, part], across, 2, room))
            ops.forward += [*over.forward, *along.forward]
            if dx is not None:
                ops.backward += [*clear(dh, across, 2), *along.backward, *over.backward]
        return ops

    def pool(self, stage: Stage) -> Ops:
        """The calls that fill v, and add (where windows are apart, write) what is due to du."""
        raise NotImplementedError

    def summary(self) -> str:
        return f"window {self.size}"

    def _slide(self, inputs: int, x: Shape) -> Axis:
        axis = slide(inputs, self.size, self.stride or self.size, padding=self.padding)
        if axis.outputs < 1:
            size = min(x[1:] if len(x) == 3 else x[:1]) + 2 * self.padding
            raise Mismatch(
                f"has a window of {self.size} that is larger than its input, {text(x)}",
                remedy=Remedy(f"Make the window {size}", settings={"size": size}),
            )
        return axis


class Room:
    """Scratch memory that all stages of a layer share, so that it stays in the cache."""

    def __init__(self, size: int, dtype: npt.DTypeLike) -> None:
        self._numbers = empty([2, size], dtype)
        self._truths = empty([size], bool)

    def numbers(self, shape: Shape) -> Array:
        """Two arrays of this shape, uninitialised."""
        return self._numbers[:, : math.prod(shape)].reshape(2, *shape)

    def truths(self, shape: Shape) -> Array:
        """An array of booleans."""
        return self._truths[: math.prod(shape)].reshape(shape)


@dataclass
class Tap:
    """One place of the window: the outputs whose window sees an input there, and these inputs."""

    v: Array
    u: Array
    du: Array
    #: Those outputs, among the stage's.
    where: tuple[slice, ...]


class Stage:
    """Windows along one axis of an image u: all there is to see for some outputs v of them.

    `full`: no window reaches beyond the edge. `apart`: no input is seen twice, either.
    """

    def __init__(
        self,
        u: Array,
        du: Array | None,
        v: Array,
        dv: Array,
        axis: Axis,
        number: int,
        room: Room,
        outputs: range | None = None,
    ) -> None:
        self.axis, self.number = axis, number
        self.outputs = outputs or range(axis.outputs)
        self.v, self.dv = v, dv
        self.full = not axis.padded
        self.apart = self.full and not axis.overlaps
        self.taps = list(self._taps(u, u if du is None else du))
        #: Scratch of the shape of v, for as long as this stage is at work.
        self.part, self.rest = room.numbers(v.shape)
        self.mask = room.truths(v.shape)

    def _taps(self, u: Array, du: Array) -> Iterator[Tap]:
        ahead = (slice(None),) * self.number
        first = self.outputs.start
        for tap in range(self.axis.taps):
            to, seen = self.axis.seen(tap, self.outputs)
            where = (*ahead, slice(to.start - first, to.stop - first))
            if to.stop > to.start:
                yield Tap(self.v[where], u[(*ahead, seen)], du[(*ahead, seen)], where)


def clear(du: Array, axis: Axis, number: int) -> list[Call]:
    """Zeros where no window comes by; everywhere where several may, and add."""
    zero, ahead = scalar(0, du), (slice(None),) * number
    if axis.padded or axis.overlaps:
        return [partial(np.copyto, du, zero)]
    between = [slice(k, None, axis.stride) for k in range(axis.taps, axis.stride)]
    parts = [*between, slice(axis.outputs * axis.stride, None)]
    gaps = [du[(*ahead, part)] for part in parts]
    return [partial(np.copyto, gap, zero) for gap in gaps if gap.size]
