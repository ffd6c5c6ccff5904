"""The probe of one sample: what a node gives for it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Array
from bpgui.engine.trace.sample import Sample
from bpgui.engine.trainer import Trainer
from bpgui.gui.views.kit.picture_shape import picture_shape
from bpgui.gui.views.matrix.layout import Shape
from bpgui.gui.views.matrix.probe import Portrait, portrait
from bpgui.project.session import Prepared

#: Longer vectors are folded into lines.
_COLUMN = 24


@dataclass(frozen=True, eq=False)
class SampleLook:
    """The arrays of one node, and for what they were asked."""

    asked: SampleProbe
    portraits: tuple[Portrait, ...]


@dataclass(frozen=True)
class SampleProbe:
    """One row (from 0) of a part of the data, as it passes a node."""

    node: int
    validation: bool
    row: int

    def take(self, trainer: Trainer, prepared: Prepared) -> SampleLook:
        """Its activations and dL/da; of a loss, answer, target and dL/dy."""
        rows = prepared.rows(self.validation)
        sample = Sample(
            trainer.graph,
            trainer.check,
            trainer.parameters,
            rows.x[self.row],
            rows.t[self.row],
        )
        found = _arrays(sample, self.node).items()
        return SampleLook(self, tuple(_portrait(name, array) for name, array in found))


def _arrays(sample: Sample, node: int) -> dict[str, Array]:
    if node in sample.verdicts:
        verdict = sample.verdicts[node]
        return {"y": verdict.y, "t": verdict.t, "∂L/∂y": verdict.dy}
    passage = sample.passages[node]
    return {"a": passage.a, "∂L/∂a": passage.da}


def _portrait(name: str, array: Array) -> Portrait:
    return portrait(name, array, tiled(array.shape))


def tiled(shape: Shape) -> Shape:
    """The shape (height, width) of the tiles in which an activation is shown, () for none."""
    if len(shape) == 3:
        return shape[1:]
    if len(shape) == 1:
        return picture_shape(shape) or ((1, 1) if shape[0] > _COLUMN else ())
    return ()
