"""What every loss becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.engine.loss import Loss
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.huber import Huber
from bpgui.export.exporter import ExportError
from bpgui.export.numpy_program.number import number


@dataclass(frozen=True)
class Head:
    """What a loss is worked out of: expressions of the answer y, of z before it, and the target t.

    fused: the last activation belongs to the loss. shape: of y in one row; axis: that of classes
    in it, rows included. certain: the targets of a row add up to 1. share: an expression that every
    row counts by, that broadcasts with y; empty where all count alike.
    """

    loss: Loss
    y: str
    z: str
    t: str
    fused: bool
    shape: tuple[int, ...]
    axis: int
    certain: bool
    share: str = ""

    @property
    def rows(self) -> str:
        """How many distributions it is the mean over."""
        others = [n for place, n in enumerate(self.shape) if place != self.axis - 1]
        count = 1
        for n in others:
            count *= n
        return f"len({self.t})" if count == 1 else f"(len({self.t}) * {count})"

    @property
    def along(self) -> str:
        """The argument of functions that go along the classes."""
        return "" if self.axis == len(self.shape) else f", axis={self.axis}"

    def by_row(self, text: str) -> str:
        """The expression, times what every row counts."""
        return f"{self.share} * {text}" if self.share else text

    def whole(self, text: str) -> str:
        """A sum, in brackets where it is to be multiplied."""
        return f"({text})" if self.share else text

    def mean(self, text: str) -> str:
        """Averaged over outputs and rows."""
        return f"np.mean({self.by_row(text)})"

    def smoothed(self, share: float, classes: int) -> str:
        """The targets, a share of which is spread over the classes."""
        if not share:
            return self.t
        return f"((1 - {number(share)}) * {self.t} + {number(share)} / {classes})"


@dataclass(frozen=True)
class Cost:
    """A loss as an expression, and its gradient: dL/dz where fused, else dL/dy."""

    value: str
    slope: str


def cost(head: Head) -> Cost:
    """The two expressions; ExportError for a loss without translation."""
    kind = head.loss.kind()
    if kind not in _KINDS:
        raise ExportError(
            f"The loss {head.loss.label} has no translation into NumPy: export the weights as .npz "
            "instead."
        )
    return _KINDS[kind](head)


def _half_squared(h: Head) -> Cost:
    squares = h.by_row(f"({h.y} - {h.t}) ** 2")
    return Cost(
        f"np.sum({squares}) / 2 / len({h.t})", f"{h.by_row(f'({h.y} - {h.t})')} / len({h.t})"
    )


def _mean_squared(h: Head) -> Cost:
    return Cost(h.mean(f"({h.y} - {h.t}) ** 2"), f"2 * {h.by_row(f'({h.y} - {h.t})')} / {h.y}.size")


def _absolute(h: Head) -> Cost:
    return Cost(
        h.mean(f"np.abs({h.y} - {h.t})"), f"{h.by_row(f'np.sign({h.y} - {h.t})')} / {h.y}.size"
    )


def _huber(h: Head) -> Cost:
    assert isinstance(h.loss, Huber)
    limit = number(h.loss.threshold)
    cut = f"np.clip({h.y} - {h.t}, -{limit}, {limit})"
    return Cost(h.mean(f"{cut} * ({h.y} - {h.t} - {cut} / 2)"), f"{h.by_row(cut)} / {h.y}.size")


def _hinge(h: Head) -> Cost:
    return Cost(
        h.mean(f"np.maximum(0, 1 - {h.t} * {h.y})"),
        f"-{h.by_row(h.t)} * ({h.t} * {h.y} < 1) / {h.y}.size",
    )


def _binary(h: Head) -> Cost:
    assert isinstance(h.loss, BinaryCrossEntropy)
    t = h.smoothed(h.loss.smoothing, 2)
    if h.fused:
        # -t log y - (1 - t) log(1 - y) from z, which loses no digits and cannot overflow.
        return Cost(
            h.mean(h.whole(f"softplus({h.z}) - {h.z} * {t}")),
            f"{h.by_row(f'({h.y} - {t})')} / {h.y}.size",
        )
    costs = h.whole(f"{t} * log({h.y}) + (1 - {t}) * log(1 - {h.y})")
    slope = f"({h.y} - {t}) / np.maximum({h.y} * (1 - {h.y}), 1e-12)"
    return Cost(f"-{h.mean(costs)}", f"{h.by_row(slope)} / {h.y}.size")


def _categorical(h: Head) -> Cost:
    smoothing = h.loss.smoothing if isinstance(h.loss, CategoricalCrossEntropy) else 0.0
    t = h.smoothed(smoothing, h.shape[h.axis - 1])
    log_y = f"log_softmax({h.z}{h.along})" if h.fused else f"log({h.y})"
    value = f"-np.sum({h.by_row(f'{t} * {log_y}')}) / {h.rows}"
    if not h.fused:
        return Cost(value, f"-{h.by_row(t)} / np.maximum({h.y}, 1e-12) / {h.rows}")
    if h.certain:
        return Cost(value, f"{h.by_row(f'({h.y} - {t})')} / {h.rows}")
    total = f"{t}.sum({h.axis}, keepdims=True)"
    return Cost(value, f"{h.by_row(f'({h.y} * {total} - {t})')} / {h.rows}")


def _divergence(h: Head) -> Cost:
    log_y = f"log_softmax({h.z}{h.along})" if h.fused else f"log({h.y})"
    value = f"np.sum({h.by_row(f'{h.t} * (log({h.t}) - {log_y})')}) / {h.rows}"
    return Cost(value, _categorical(h).slope)


_KINDS: dict[str, Callable[[Head], Cost]] = {
    "MeanSquaredError": _mean_squared,
    "HalfSquaredError": _half_squared,
    "MeanAbsoluteError": _absolute,
    "Huber": _huber,
    "Hinge": _hinge,
    "BinaryCrossEntropy": _binary,
    "CategoricalCrossEntropy": _categorical,
    "KLDivergence": _divergence,
}
