from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call, Ops, scalar
from bpgui.engine.layer import Equations, layer
from bpgui.engine.pooling import Pool, Stage


@layer("MaxPool", group="Convolution", rank=50, synonyms=("pooling", "max pooling", "downsample"))
@dataclass(frozen=True)
class MaxPool(Pool):
    """a = max of each window

    Keeps the strongest answer of each window, so that small shifts of the input do not matter. The
    gradient goes to that input alone; where several are equal, to the leftmost, and of these to the
    uppermost.
    """

    equations = Equations(
        forward=(r"a_{cij} = \max_{kl} x_{c,\,si+k,\,sj+l}",),
        backward=(
            r"\frac{\partial L}{\partial x_{cmn}} = \sum_{ij} \delta_{cij}"
            r"\,[\,x_{cmn} \text{ is the largest of window } ij\,]",
        ),
    )

    def pool(self, stage: Stage) -> Ops:
        back = _back_apart if stage.apart else _back
        return Ops(_largest(stage), back(stage))


def _largest(stage: Stage) -> list[Call]:
    v, (first, *rest) = stage.v, stage.taps
    if not stage.full:
        start: list[Call] = [partial(np.copyto, v, scalar(-np.inf, v))]
        return start + [partial(np.maximum, tap.v, tap.u, out=tap.v) for tap in stage.taps]
    if not rest:
        return [partial(np.copyto, v, first.u)]
    calls: list[Call] = [partial(np.maximum, first.u, rest[0].u, out=v)]
    return calls + [partial(np.maximum, v, tap.u, out=v) for tap in rest[1:]]


def _back_apart(stage: Stage) -> list[Call]:
    """Every tap takes the gradient where it is the largest; what nobody took is for the last."""
    calls: list[Call] = []
    left, part = stage.dv, stage.part
    *taps, last = stage.taps
    if not taps:
        return [partial(np.copyto, last.du, left)]
    for tap in taps:
        rest = last.du if tap is taps[-1] else stage.rest
        calls += [
            partial(np.equal, tap.u, stage.v, stage.mask),
            partial(np.copyto, part, stage.mask),
            partial(np.multiply, part, left, part),
            partial(np.copyto, tap.du, part),
            partial(np.subtract, left, part, rest),
        ]
        left = rest
    return calls


def _back(stage: Stage) -> list[Call]:
    """The same where windows overlap, and add, or reach beyond the edge."""
    calls: list[Call] = [partial(np.copyto, stage.rest, stage.dv)]
    for tap in stage.taps:
        part, left, on = stage.part[tap.where], stage.rest[tap.where], stage.mask[tap.where]
        calls += [
            partial(np.equal, tap.u, tap.v, on),
            partial(np.copyto, part, on),
            partial(np.multiply, part, left, part),
            partial(np.add, tap.du, part, tap.du),
            partial(np.subtract, left, part, left),
        ]
    return calls
