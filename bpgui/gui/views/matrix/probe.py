"""The probe of the tensor view: one node's tensors, their colours and their histograms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.trainer import Trainer
from bpgui.gui.views.bands.names import short
from bpgui.gui.views.matrix.layout import GAP, Shape, layout
from bpgui.project.session import Prepared

Kind = Literal["values", "gradients"]
BINS = 41
#: Numbers a histogram is made from, evenly chosen.
SAMPLE = 50_000
#: The colours of numbers from the most negative to the most positive; then the gap's, and NaN's.
COLORS, GAP_COLOR, BROKEN = 254, 254, 255


@dataclass(frozen=True, eq=False)
class Portrait:
    """One tensor at one moment.

    indices uint8: colours of the cells of its layout. largest: the magnitude of the first and last
    colour. counts (BINS,): numbers in equal bins from -largest to largest. broken: how many are
    not finite.
    """

    name: str
    shape: Shape
    picture: Shape
    values: NDArray[np.float64]
    indices: NDArray[np.uint8]
    largest: float
    counts: NDArray[np.intp]
    mean: float
    deviation: float
    norm: float
    broken: int

    @property
    def sign(self) -> str:
        """The letter it has in the notation."""
        return self.name if self.name[:1] == "∂" else short(self.name).rpartition(" ")[2]


@dataclass(frozen=True)
class TensorProbe:
    """Takes these tensors; `pictures` gives the shape of what a row of each weighs, () for none."""

    names: tuple[str, ...]
    pictures: tuple[Shape, ...]
    kind: Kind = "values"

    def take(self, trainer: Trainer, prepared: Prepared) -> tuple[Portrait, ...]:
        """A portrait each."""
        found = trainer.values() if self.kind == "values" else trainer.gradients()
        pairs = zip(self.names, self.pictures, strict=True)
        return tuple(portrait(name, found[name], shape) for name, shape in pairs if name in found)


def portrait(name: str, tensor: NDArray[np.floating], picture: Shape = ()) -> Portrait:
    """The portrait of a tensor of any shape."""
    values = np.asarray(tensor, np.float64)
    flat = values.ravel()
    finite = np.isfinite(flat)
    good = flat if finite.all() else flat[finite]
    largest = float(np.abs(good).max(initial=0.0)) or 1.0
    place = (flat / largest + 1.0) * ((COLORS - 1) / 2) + 0.5
    with np.errstate(invalid="ignore"):
        colors = np.append(np.where(finite, place, BROKEN).astype(np.uint8), np.uint8(GAP_COLOR))
    # GAP is -1: the color appended last.
    assert GAP == -1
    return Portrait(
        name,
        values.shape,
        picture,
        values,
        colors[layout(values.shape, picture).places],
        largest,
        _histogram(good, largest),
        float(good.mean()) if len(good) else 0.0,
        float(good.std()) if len(good) else 0.0,
        float(np.sqrt(good @ good)),
        int(len(flat) - len(good)),
    )


def _histogram(values: NDArray[np.float64], largest: float) -> NDArray[np.intp]:
    some = values[:: -(-len(values) // SAMPLE) or 1]
    bins = ((some / largest + 1.0) * (BINS / 2)).astype(np.intp)
    return np.bincount(np.minimum(bins, BINS - 1), minlength=BINS)
