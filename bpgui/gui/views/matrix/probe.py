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
#: What the colours need not reach: numbers FAR times as large as nearly all, which are the share
#: USUAL; of tensors that are not of FEW numbers.
FAR, USUAL, FEW = 3.0, 0.98, 12
#: The colours of numbers from the most negative to the most positive; then the gap's, and NaN's.
COLORS, GAP_COLOR, BROKEN = 254, 254, 255


@dataclass(frozen=True, eq=False)
class Portrait:
    """One tensor at one moment.

    indices uint8: colours of the cells of its layout. largest: the largest magnitude. reach: that
    of the first and last colour, less where a few numbers are far larger than all others; clipped:
    how many are beyond. counts (BINS,): numbers in equal bins from -reach to reach, those beyond in
    the outermost. broken: how many are not finite.
    """

    name: str
    shape: Shape
    picture: Shape
    values: NDArray[np.float64]
    indices: NDArray[np.uint8]
    largest: float
    reach: float
    clipped: int
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
    sizes = np.abs(good)
    largest = float(sizes.max(initial=0.0))
    reach = _reach(sizes, largest) or 1.0
    with np.errstate(invalid="ignore", over="ignore"):
        place = (np.clip(flat / reach, -1.0, 1.0) + 1.0) * ((COLORS - 1) / 2) + 0.5
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
        reach,
        int(np.count_nonzero(sizes > reach)) if reach < largest else 0,
        _histogram(good, reach),
        float(good.mean()) if len(good) else 0.0,
        float(good.std()) if len(good) else 0.0,
        float(np.sqrt(good @ good)),
        int(len(flat) - len(good)),
    )


def _reach(sizes: NDArray[np.float64], largest: float) -> float:
    """The magnitude of the outermost colours: of the largest number, unless that is FAR beyond
    what nearly all stay within."""
    if len(sizes) < FEW:
        return largest
    some = sizes[:: -(-len(sizes) // SAMPLE) or 1]
    usual = float(np.quantile(some, USUAL, method="lower"))
    return usual if usual and largest > FAR * usual else largest


def _histogram(values: NDArray[np.float64], reach: float) -> NDArray[np.intp]:
    some = values[:: -(-len(values) // SAMPLE) or 1]
    bins = ((np.clip(some / reach, -1.0, 1.0) + 1.0) * (BINS / 2)).astype(np.intp)
    return np.bincount(np.minimum(bins, BINS - 1), minlength=BINS)
