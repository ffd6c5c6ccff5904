"""Windows that slide along an axis: where each of them stands, and which inputs it sees."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.engine.arrays import Array

#: As a padding: as much as keeps the size (divided by the stride), the odd one behind.
SAME = -1


@dataclass(frozen=True)
class Axis:
    """Output o sees, through tap k, the input o * stride + k * dilation - before.

    What lies before the first input or behind the last is padding.
    """

    inputs: int
    outputs: int
    taps: int = 1
    stride: int = 1
    dilation: int = 1
    before: int = 0

    def seen(self, tap: int, lines: range | None = None) -> tuple[slice, slice]:
        """The outputs (of those in `lines`) whose `tap` falls on an input, and these inputs."""
        lines = range(self.outputs) if lines is None else lines
        shift = tap * self.dilation - self.before
        first = max(lines.start, -(shift // self.stride))
        last = min(lines.stop, (self.inputs - 1 - shift) // self.stride + 1)
        if last <= first:
            return slice(0, 0), slice(0, 0)
        start, end = first * self.stride + shift, (last - 1) * self.stride + shift
        return slice(first, last), slice(start, end + 1, self.stride)

    @property
    def padded(self) -> bool:
        """Whether a window sees padding."""
        reach = (self.outputs - 1) * self.stride + (self.taps - 1) * self.dilation
        return self.before > 0 or reach - self.before >= self.inputs

    @property
    def overlaps(self) -> bool:
        """Whether an input may be seen by two windows."""
        return (self.taps - 1) * self.dilation >= self.stride

    def phases(self) -> Iterator[Phase]:
        """The way back from the outputs to the inputs, one for every remainder of the stride."""
        together = math.gcd(self.stride, self.dilation)
        period, dilation = self.stride // together, self.dilation // together
        for remainder in range(min(self.stride, self.inputs)):
            part = slice(remainder, None, self.stride)
            outputs = len(range(remainder, self.inputs, self.stride))
            shifts = [k * self.dilation - self.before - remainder for k in range(self.taps)]
            reaching = [k for k, shift in enumerate(shifts) if shift % self.stride == 0]
            if not reaching:
                yield Phase(part, slice(0, 0), Axis(self.outputs, outputs, 0))
                continue
            before = shifts[reaching[-1]] // self.stride
            axis = Axis(self.outputs, outputs, len(reaching), 1, dilation, before)
            yield Phase(part, slice(reaching[-1], None, -period), axis)


@dataclass(frozen=True)
class Phase:
    """Every stride-th input (`part`), written as windows of stride 1 over the outputs.

    These windows read the taps `taps` of the axis, in this order: the last one first.
    """

    part: slice
    taps: slice
    axis: Axis


def slide(inputs: int, taps: int, stride: int = 1, dilation: int = 1, padding: int = 0) -> Axis:
    """Windows over an axis padded on both sides, or SAME; `outputs` < 1 where none fits."""
    span = (taps - 1) * dilation + 1
    if padding == SAME:
        outputs = -(-inputs // stride)
        missing = max(0, (outputs - 1) * stride + span - inputs)
        return Axis(inputs, outputs, taps, stride, dilation, missing // 2)
    return Axis(
        inputs, (inputs + 2 * padding - span) // stride + 1, taps, stride, dilation, padding
    )


def spread(inputs: int, taps: int, stride: int = 1, dilation: int = 1, padding: int = 0) -> Axis:
    """The axis whose windows lead back to `inputs` places: the transposed convolution's."""
    size = inputs * stride
    if padding != SAME:
        size = (inputs - 1) * stride + (taps - 1) * dilation + 1 - 2 * padding
    return slide(size, taps, stride, dilation, padding)


def image(array: Array) -> Array:
    """An image as it is; a sequence (steps, features, batch) as (features, steps, 1, batch).

    So what slides over an image slides over a sequence too: one that is a single pixel wide.
    """
    return array if array.ndim == 4 else array.swapaxes(0, 1)[:, :, None]
