from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.convolution import Convolution, convolve
from bpgui.engine.layer import Site, layer
from bpgui.engine.wanted import image_wanted


@layer("Conv2D", group="Convolution", rank=10, synonyms=("convolution", "cnn", "filter", "image"))
@dataclass(frozen=True)
class Conv2D(Convolution):
    """a = f(W ⋆ x + b)

    Every filter is a small window that slides over the image and answers, at each place, how well
    what it sees matches its weights: one feature map a filter.
    """

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) != 3:
            raise image_wanted(x[0])
        return (self.filters, *(self.slide(size, x[0]).outputs for size in x[0][1:]))

    def bind(self, at: Site) -> Ops:
        shape = at.x[0].shape[:-1]
        down, across = (self.slide(size, shape) for size in shape[1:])
        return convolve(at, self.activation, down, across)
