from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Ops
from bpgui.engine.channels import channels
from bpgui.engine.cross_entropy import cross_entropy
from bpgui.engine.fields import real
from bpgui.engine.loss import Loss, LossSite, loss, smoothed


@loss("categorical cross-entropy", synonyms=("cce", "log loss", "softmax"), rank=40)
@dataclass(frozen=True)
class CategoricalCrossEntropy(Loss):
    """L = -sum_i t_i log y_i

    For softmax outputs, one per class; averaged over the rows. Computed from z together with the
    softmax, so that it never overflows; dL/dz = y - t.
    """

    smoothing: float = real(
        0.0,
        min=0.0,
        max=0.99,
        label="Label smoothing",
        help="Share of every target that is spread evenly over all classes.",
    )

    fuses = "Softmax"
    target_range = (0.0, 1.0)
    latex = (r"L = -\sum_i t_i \log y_i", r"\frac{\partial L}{\partial z} = y - t")
    slope_latex = r"\frac{\partial L}{\partial y} = -\frac{t}{y}"

    def needs(self) -> tuple[str, ...]:
        return ("Softmax",)

    def bind(self, at: LossSite) -> Ops:
        soften, t = smoothed(at, self.smoothing, classes=channels(at.y.shape[:-1]))
        ops = cross_entropy(at, t)
        return Ops([*soften, *ops.forward], ops.backward)
