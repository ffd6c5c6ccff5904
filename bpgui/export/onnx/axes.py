"""Sequences the way ONNX slides over them: channels first."""

from __future__ import annotations

from collections.abc import Callable

from bpgui.engine.windows import Axis
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site


def channels_first(site: Site, work: Callable[[Value], Value]) -> Value:
    """What `work` makes of the input (batch, channels, ...), in the layout that came in.

    An image lies so already; of a sequence, steps and features change places before and after.
    """
    if len(site.shapes[0]) != 2:
        return work(site.x[0])
    return site.op("Transpose", work(site.op("Transpose", *site.x, perm=SWAP)), perm=SWAP)


SWAP = (0, 2, 1)


def paddings(*axes: Axis) -> list[int]:
    """Zeros before the first input of every axis, then behind the last."""
    return [axis.before for axis in axes] + [max(0, overhang(axis)) for axis in axes]


def overhang(axis: Axis) -> int:
    """How far the last window reaches beyond the last input; below 0 where it ends before it."""
    last = (axis.outputs - 1) * axis.stride + (axis.taps - 1) * axis.dilation
    return last + 1 - axis.before - axis.inputs
