"""The calls for -sum_i t_i log y_i, which several losses share."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, empty, product, scalar
from bpgui.engine.channels import channel_axis, channels
from bpgui.engine.loss import SURE, LossSite, inner

#: Up to this many classes, a sum over them that is wanted once for each is a matrix product.
FEW = 32


def cross_entropy(at: LossSite, t: Array) -> Ops:
    """L = -sum t log y, averaged over the rows; from the logits where the loss is fused."""
    return _from_logits(at, t) if at.fused else _from_probabilities(at, t)


def rows(at: LossSite) -> float:
    """How many distributions one loss is the mean over."""
    return at.y.size / channels(at.y.shape[:-1])


def _from_logits(at: LossSite, t: Array) -> Ops:
    # With s = z - max z: -log y = log sum exp s - s. The targets are divided by the rows first, so
    # that neither the loss nor its gradient, y sum t - t, need it. Targets that sum to one do so
    # when they are smoothed, too.
    z, y, axis = at.y, at.prediction, channel_axis(at.y.shape[:-1])
    calls, share = at.share(rows(at))
    s, total, scaled = (at.new(*z.shape) for _ in range(3))
    shared = share if at.distributions else at.new(*z.shape)
    largest = at.new(*(1 if i == axis else n for i, n in enumerate(z.shape)))
    return Ops(
        forward=[
            *calls,
            partial(np.maximum.reduce, z, axis, None, largest, True),
            # To spread it first takes less than to broadcast it while subtracting.
            partial(np.copyto, s, largest),
            partial(np.subtract, z, s, s),
            partial(np.exp, s, y),
            *_sum(y, axis, total),
            partial(np.divide, y, total, y),
            partial(np.log, total, total),
            partial(np.subtract, total, s, s),
            partial(np.multiply, t, share, scaled),
            product(s.reshape(-1), scaled.reshape(-1), at.loss),
        ],
        backward=[
            *([] if at.distributions else _sum(scaled, axis, shared)),
            partial(np.multiply, y, shared, at.dy),
            partial(np.subtract, at.dy, scaled, at.dy),
        ],
    )


def _from_probabilities(at: LossSite, t: Array) -> Ops:
    y = at.y
    calls, share = at.share(-rows(at))
    certain, log, scaled = (at.new(*y.shape) for _ in range(3))
    return Ops(
        forward=[
            *calls,
            partial(np.maximum, y, scalar(SURE, y), out=certain),
            partial(np.log, certain, log),
            partial(np.multiply, t, share, scaled),
            inner(log, scaled, at),
        ],
        backward=[partial(np.divide, scaled, certain, at.dy)],
    )


def _sum(x: Array, axis: int, out: Array) -> list[Call]:
    """The sums of x along an axis, each repeated along it: `out` has the shape of x."""
    classes = x.shape[axis]
    if axis == 0 and classes <= FEW:
        ones = np.ones((classes, classes), x.dtype)
        return [product(ones, x.reshape(classes, -1), out.reshape(classes, -1))]
    short = empty([1 if i == axis else n for i, n in enumerate(x.shape)], x.dtype)
    return [
        partial(np.add.reduce, x, axis, None, short, True),
        partial(np.copyto, out, short),
    ]
