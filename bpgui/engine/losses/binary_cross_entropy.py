from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activations.sigmoid import sigmoid_calls
from bpgui.engine.arrays import Array, Call, Ops, scalar
from bpgui.engine.fields import real
from bpgui.engine.loss import SURE, Loss, LossSite, loss, smoothed, total


@loss("binary cross-entropy", synonyms=("bce", "log loss"), rank=30)
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """L = -1/n sum_i (t_i log y_i + (1 - t_i) log(1 - y_i))

    For sigmoid outputs; targets are 0 or 1, or anything between. Averaged over the n outputs and
    the rows. Computed from z together with the sigmoid, so that it never overflows; dL/dz = (y - t)
    / n.
    """

    smoothing: float = real(
        0.0,
        min=0.0,
        max=0.99,
        label="Label smoothing",
        help="Share s of every target that is moved to the middle: 1 becomes 1 - s/2, 0 s/2.",
    )

    fuses = "Sigmoid"
    target_range = (0.0, 1.0)
    latex = (
        r"L = -\frac{1}{n} \sum_i \left( t_i \log y_i + (1 - t_i) \log(1 - y_i) \right)",
        r"\frac{\partial L}{\partial z} = \frac{1}{n} (y - t)",
    )
    slope_latex = (
        r"\frac{\partial L}{\partial y} = "
        r"\frac{1}{n} \left( \frac{1 - t}{1 - y} - \frac{t}{y} \right)"
    )

    def needs(self) -> tuple[str, ...]:
        return ("Sigmoid",)

    def bind(self, at: LossSite) -> Ops:
        soften, t = smoothed(at, self.smoothing, classes=2)
        ops = _from_logits(at, t) if at.fused else _from_probabilities(at, t)
        return Ops([*soften, *ops.forward], ops.backward)


def _from_logits(at: LossSite, t: Array) -> Ops:
    # With y = sigmoid(z): -t log y - (1 - t) log(1 - y) = max(z, 0) - z t + log(1 + exp(-|z|)).
    z, y = at.y, at.prediction
    calls, share = at.share(z.size)
    a, b = at.new(*z.shape), at.new(*z.shape)
    return Ops(
        forward=[
            *calls,
            *sigmoid_calls(z, y),
            partial(np.abs, z, a),
            partial(np.negative, a, a),
            partial(np.exp, a, a),
            partial(np.log1p, a, a),
            partial(np.multiply, z, t, b),
            partial(np.subtract, a, b, a),
            partial(np.maximum, z, scalar(0, z), out=b),
            partial(np.add, a, b, a),
            *total(a, share, at),
        ],
        backward=[partial(np.subtract, y, t, at.dy), partial(np.multiply, at.dy, share, at.dy)],
    )


def _from_probabilities(at: LossSite, t: Array) -> Ops:
    y, one, sure = at.y, scalar(1, at.y), scalar(SURE, at.y)
    calls, share = at.share(-y.size)
    a, b, rest = (at.new(*y.shape) for _ in range(3))

    def log(p: Array, out: Array) -> list[Call]:
        return [partial(np.maximum, p, sure, out=out), partial(np.log, out, out)]

    return Ops(
        forward=[
            *calls,
            *log(y, a),
            partial(np.multiply, a, t, a),
            partial(np.subtract, one, y, b),
            *log(b, b),
            partial(np.subtract, one, t, rest),
            partial(np.multiply, b, rest, b),
            partial(np.add, a, b, a),
            *total(a, share, at),
        ],
        # (t - y) / (y (1 - y)), for the share is negative.
        backward=[
            partial(np.subtract, one, y, a),
            partial(np.multiply, a, y, a),
            partial(np.maximum, a, sure, out=a),
            partial(np.subtract, t, y, at.dy),
            partial(np.divide, at.dy, a, at.dy),
            partial(np.multiply, at.dy, share, at.dy),
        ],
    )
