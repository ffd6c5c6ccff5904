from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, New, Ops, Shape, scalar
from bpgui.engine.fields import choice, integer
from bpgui.engine.layer import Equations, Layer, Site, layer
from bpgui.engine.wanted import image_or_sequence_wanted


@layer("Upsample", group="Convolution", rank=40, synonyms=("resize", "upscale", "interpolate"))
@dataclass(frozen=True)
class Upsample(Layer):
    """a = x, made larger

    Repeats every pixel of an image, or every step of a sequence, or draws straight lines between
    them. Nothing is learned; with a Conv2D behind it, it often replaces a Conv2DTranspose.
    """

    factor: int = integer(2, min=1, max=256, help="How many times as large along every axis.")
    mode: str = choice(
        "nearest",
        {"nearest": "Repeat", "linear": "Interpolate"},
        help="Repeat the nearest pixel, or interpolate between pixels (bilinear for images).",
    )

    equations = Equations(
        forward=(r"a_i = \sum_j u_{ij} x_j",),
        backward=(r"\frac{\partial L}{\partial x_j} = \sum_i u_{ij} \delta_i",),
    )

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) == 3:
            return (x[0][0], x[0][1] * self.factor, x[0][2] * self.factor)
        if len(x[0]) == 2:
            return (x[0][0] * self.factor, x[0][1])
        raise image_or_sequence_wanted(x[0])

    def bind(self, at: Site) -> Ops:
        if at.x[0].ndim == 3:
            return self._along(0, at.x[0], at.dx[0], at.y, at.dy, at.new)
        channels, height, width, batch = at.x[0].shape
        h, dh = (at.new(channels, height * self.factor, width, batch) for _ in range(2))
        down = self._along(1, at.x[0], at.dx[0], h, dh, at.new)
        across = self._along(2, h, dh, at.y, at.dy, at.new)
        return Ops([*down.forward, *across.forward], [*across.backward, *down.backward])

    def _along(self, number: int, x: Array, dx: Array | None, y: Array, dy: Array, new: New) -> Ops:
        """One axis: y[to] = or += weight * x[of], and the reverse on the way back."""
        ahead = (slice(None),) * number
        ops, room = Ops(), new(*x.shape)
        for share in self._shares(x.shape[number]):
            to, of, weight = (*ahead, share.to), (*ahead, share.of), scalar(share.weight, x)
            term = room[of]
            if share.own:
                ops.forward.append(partial(np.multiply, x, weight, y[to]))
            else:
                ops.forward.append(partial(np.multiply, x[of], weight, term))
                ops.forward.append(partial(np.add, y[to], term, y[to]))
            if dx is None:
                continue
            if not ops.backward:
                ops.backward.append(partial(np.multiply, dy[to], weight, dx))
            else:
                ops.backward.append(partial(np.multiply, dy[to], weight, term))
                ops.backward.append(partial(np.add, dx[of], term, dx[of]))
        return ops

    def _shares(self, size: int) -> Iterator[Share]:
        """Every output's share in its own pixel, and in the neighbour it leans towards.

        At the edge, where there is none, the pixel itself takes the neighbour's place (PyTorch's
        align_corners=False).
        """
        f, last = self.factor, size - 1
        for k in range(f):
            lean = 0.0 if self.mode == "nearest" else (k + 0.5) / f - 0.5
            yield Share(slice(k, None, f), slice(None), 1 - abs(lean), own=True)
            if lean < 0:
                yield Share(slice(k + f, None, f), slice(0, last), -lean)
                yield Share(slice(k, k + 1), slice(0, 1), -lean)
            elif lean > 0:
                yield Share(slice(k, last * f, f), slice(1, None), lean)
                yield Share(slice(k + last * f, k + last * f + 1), slice(last, None), lean)


@dataclass(frozen=True)
class Share:
    """The outputs `to` have a share of `weight` in the inputs `of`; `own`: in all of them."""

    to: slice
    of: slice
    weight: float
    own: bool = False
