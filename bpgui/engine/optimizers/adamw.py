from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Call, scalar
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer
from bpgui.engine.optimizers.adam import adam


@optimizer("AdamW", synonyms=("weight decay", "decoupled"), rank=31)
@dataclass(frozen=True)
class AdamW(Optimizer):
    """theta <- (1 - eta lambda) theta, then a step of Adam

    Adam with weight decay beside the gradient instead of in it, so that parameters with large
    gradients decay like all others. Biases decay too, as in PyTorch. Loshchilov and Hutter, 2019.
    """

    weight_decay: float = real(
        0.01, min=0.0, max=10.0, help="Share lambda that is lost per unit of learning rate."
    )
    beta1: float = real(
        0.9,
        min=0.0,
        max=0.9999,
        label="Beta 1",
        help="Memory of the mean gradient.",
        advanced=True,
    )
    beta2: float = real(
        0.999,
        min=0.0,
        max=0.999999,
        help="Memory of the squared gradient.",
        label="Beta 2",
        advanced=True,
    )
    epsilon: float = real(
        1e-8,
        min=1e-15,
        max=1.0,
        log=True,
        help="Keeps the division away from zero.",
        advanced=True,
    )

    latex = (
        r"\theta \leftarrow (1 - \eta \lambda)\, \theta",
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g",
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2",
        r"\theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
    )

    def bind(self, at: OptimizerSite) -> list[Call]:
        kept = scalar(1, at.theta)

        def decay() -> None:
            kept[()] = 1 - at.rate.item() * self.weight_decay

        shrink = partial(np.multiply, at.theta, kept, at.theta)
        return [decay, shrink, *adam(at, self.beta1, self.beta2, self.epsilon)]
