from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, scalar
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer

#: Elements worked on at once: a piece of theta, g, m, v and scratch stays in the cache (measured
#: best).
PIECE = 32_768


@optimizer("Adam", synonyms=("adaptive moment estimation",), rank=30)
@dataclass(frozen=True)
class Adam(Optimizer):
    """m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, theta <- theta - eta m^ / (sqrt(v^) + eps)

    Every parameter gets a step of its own size, from the running mean and the running square of its
    gradient, both corrected for their start at zero. Kingma and Ba, 2015.
    """

    beta1: float = real(
        0.9, min=0.0, max=0.9999, label="Beta 1", help="Memory of the mean gradient."
    )
    beta2: float = real(
        0.999, min=0.0, max=0.999999, help="Memory of the squared gradient.", label="Beta 2"
    )
    epsilon: float = real(
        1e-8, min=1e-15, max=1.0, log=True, help="Keeps the division away from zero."
    )

    latex = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g",
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"\theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
    )

    def bind(self, at: OptimizerSite) -> list[Call]:
        m, v = at.moment("mean"), at.moment("square")
        updates = at.counter()
        rate, epsilon = scalar(0, at.theta), scalar(self.epsilon, at.theta)

        def corrected() -> None:
            # eta m^ / (sqrt(v^) + eps) = rate * m / (sqrt(v) + epsilon), with the corrections in
            # both.
            updates[...] += 1
            count = int(updates)
            root = math.sqrt(1 - self.beta2**count)
            rate[...] = at.rate * root / (1 - self.beta1**count)
            epsilon[...] = self.epsilon * root

        calls: list[Call] = [corrected]
        scratch = np.empty(min(PIECE, at.theta.size), dtype=at.theta.dtype)
        for start in range(0, at.theta.size, PIECE):
            part = slice(start, start + PIECE)
            work = scratch[: at.theta[part].size]
            calls += self._piece(
                at.theta[part], at.gradient[part], m[part], v[part], rate, epsilon, work
            )
        return calls

    def _piece(
        self, theta: Array, g: Array, m: Array, v: Array, rate: Array, epsilon: Array, work: Array
    ) -> Iterator[Call]:
        yield partial(np.subtract, g, m, work)
        yield partial(np.multiply, work, scalar(1 - self.beta1, m), work)
        yield partial(np.add, m, work, m)
        yield partial(np.multiply, g, g, work)
        yield partial(np.subtract, work, v, work)
        yield partial(np.multiply, work, scalar(1 - self.beta2, v), work)
        yield partial(np.add, v, work, v)
        yield partial(np.sqrt, v, work)
        yield partial(np.add, work, epsilon, work)
        yield partial(np.divide, m, work, work)
        yield partial(np.multiply, work, rate, work)
        yield partial(np.subtract, theta, work, theta)
