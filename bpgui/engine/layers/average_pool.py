from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Ops, scalar
from bpgui.engine.layer import Equations, layer
from bpgui.engine.pooling import Pool, Stage


@layer("AveragePool", group="Convolution", rank=51, synonyms=("pooling", "mean", "downsample"))
@dataclass(frozen=True)
class AveragePool(Pool):
    """a = mean of each window

    Shrinks an image or a sequence to the averages of its windows. Where a window reaches beyond the
    edge, the mean is that of the inputs it sees.
    """

    equations = Equations(
        forward=(r"a_{cij} = \frac{1}{n_{ij}} \sum_{kl} x_{c,\,si+k,\,sj+l}",),
        backward=(
            r"\frac{\partial L}{\partial x_{cmn}} = \sum_{ij \text{ that see } mn}"
            r" \frac{\delta_{cij}}{n_{ij}}",
        ),
    )

    def pool(self, stage: Stage) -> Ops:
        share, v, part = _share(stage), stage.v, stage.part
        ops = Ops()
        if stage.full and len(stage.taps) > 1:
            first, second, *rest = stage.taps
            ops.forward.append(partial(np.add, first.u, second.u, v))
        else:
            rest = stage.taps
            ops.forward.append(partial(np.copyto, v, scalar(0, v)))
        ops.forward += [partial(np.add, tap.v, tap.u, tap.v) for tap in rest]
        ops.forward.append(partial(np.multiply, v, share, v))
        ops.backward.append(partial(np.multiply, stage.dv, share, part))
        for tap in stage.taps:
            due = part[tap.where]
            ops.backward.append(
                partial(np.copyto, tap.du, due)
                if stage.apart
                else partial(np.add, tap.du, due, tap.du)
            )
        return ops


def _share(stage: Stage) -> Array:
    """One over the number of inputs that each output sees along this axis."""
    if stage.full:
        return scalar(1 / len(stage.taps), stage.v)
    seen = np.zeros(stage.v.shape[stage.number])
    for tap in stage.taps:
        seen[tap.where[-1]] += 1
    behind = (1,) * (stage.v.ndim - stage.number - 1)
    return (1 / seen).astype(stage.v.dtype).reshape(-1, *behind)
