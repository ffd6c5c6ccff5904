from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.convolution import Convolution, convolve
from bpgui.engine.layer import Site, layer
from bpgui.engine.sequence import steps_and_features
from bpgui.engine.windows import Axis


@layer("Conv1D", group="Convolution", rank=20, synonyms=("convolution", "tcn", "sequence", "time"))
@dataclass(frozen=True)
class Conv1D(Convolution):
    """a = f(W ⋆ x + b)

    Every filter is a window over a few neighbouring steps of a sequence, which slides along it and
    answers how well what it sees matches its weights: one feature a filter.
    """

    def output_shape(self, *x: Shape) -> Shape:
        steps, _ = steps_and_features(x[0])
        return (self.slide(steps, x[0]).outputs, self.filters)

    def bind(self, at: Site) -> Ops:
        shape = at.x[0].shape[:-1]
        return convolve(at, self.activation, self.slide(shape[0], shape), Axis(1, 1))

    def summary(self) -> str:
        return f"{self.filters} · {self.kernel} · {self.activation.label}"
