from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, scalar
from bpgui.engine.fields import real
from bpgui.engine.optimizer import OptimizerSite, optimizer
from bpgui.engine.optimizers.adam import Adam


@optimizer("AdamW", synonyms=("weight decay", "decoupled"), rank=31)
@dataclass(frozen=True)
class AdamW(Adam):
    """theta <- (1 - eta lambda) theta, then a step of Adam

    Adam with weight decay beside the gradient instead of in it, so that parameters with large
    gradients decay like all others. Biases decay too, as in PyTorch. Loshchilov and Hutter, 2019.
    """

    weight_decay: float = real(
        0.01, min=0.0, max=10.0, help="Share lambda that is lost per unit of learning rate."
    )
    latex = (r"\theta \leftarrow (1 - \eta \lambda)\, \theta", *Adam.latex)

    def bind(self, at: OptimizerSite) -> list[Call]:
        kept = scalar(1, at.theta)
        decay = partial(_decay, at.descent, self.weight_decay, kept)
        shrink = partial(np.multiply, at.theta, kept, at.theta)
        return [decay, shrink, *super().bind(at)]


def _decay(descent: Array, weight_decay: float, kept: Array) -> None:
    kept[()] = 1 + descent.item() * weight_decay
