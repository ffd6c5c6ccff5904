"""Probes of what single units say over a frame: all of them small, or one of them large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.check import Check
from bpgui.engine.trainer import Trainer
from bpgui.gui.views.surface.probe import (
    BROKEN,
    GRID,
    TOP,
    Answer,
    Floats,
    Frame,
    pixels,
    raw_rows,
)
from bpgui.project.session import Prepared

#: Points along each side of a small picture, pictures of one layer, and layers that get any.
SIDE, UNITS, LAYERS = 20, 8, 64


@dataclass(frozen=True, eq=False)
class Tiles:
    """Small pictures of one layer's first units: indices (shown, SIDE, SIDE) uint8, top row first.

    units: how many there are. largest: the magnitude that gets the strongest colour.
    """

    indices: NDArray[np.uint8]
    units: int
    largest: float


@dataclass(frozen=True)
class TilesProbe:
    """Asks all layers of a network of one or two features at once. flat: there are two."""

    frame: Frame
    flat: bool
    nodes: tuple[int, ...]

    def take(self, trainer: Trainer, prepared: Prepared) -> dict[int, Tiles]:
        """Pictures by node."""
        raw = raw_rows(prepared, self.frame, SIDE, self.flat)
        return {id: tiles(a, self.flat) for id, a in inside(trainer, prepared, raw, self.nodes)}


@dataclass(frozen=True)
class UnitProbe:
    """Asks one unit over a frame, as a PlaneProbe or a LineProbe asks the network."""

    frame: Frame
    flat: bool
    node: int
    unit: int

    def take(self, trainer: Trainer, prepared: Prepared) -> Answer:
        """Its values; nothing is wrong or right about them."""
        raw = raw_rows(prepared, self.frame, GRID, self.flat)
        ((_, found),) = inside(trainer, prepared, raw, (self.node,))
        nobody = np.zeros(0, bool)
        values = found[self.unit].astype(np.float32)
        if not self.flat:
            return Answer(None, values[:, None], nobody, nobody, subject=(self.node, self.unit))
        plane = values.reshape(GRID, GRID, 1)
        reach = _largest(values)
        picture = pixels(plane, -reach, reach, False)
        return Answer(picture, plane, nobody, nobody, subject=(self.node, self.unit))


def layers_with_units(check: Check) -> tuple[int, ...]:
    """The layers whose outputs are plain units, in order."""
    return tuple(id for id in check.inner if len(check.shapes[id]) == 1)[:LAYERS]


def inside(
    trainer: Trainer, prepared: Prepared, raw: NDArray[np.float64], nodes: Sequence[int]
) -> list[tuple[int, Floats]]:
    """What layers say to raw rows: each (units, rows)."""
    rows = prepared.prepare(raw.reshape(len(raw), *prepared.task.inputs))
    found: dict[int, list[Floats]] = {id: [] for id in nodes}
    with np.errstate(all="ignore"):
        chunk = trainer.evaluator.chunk
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            plan = trainer.evaluator.plan(len(part))
            plan.put(part)
            plan.run(backward=False)
            given = plan.given()
            for id, parts in found.items():
                parts.append(given[id].copy())
    return [(id, np.concatenate(parts, axis=-1)) for id, parts in found.items()]


def tiles(activations: Floats, flat: bool) -> Tiles:
    """The pictures of a layer's activations (units, points): of one feature, as stripes."""
    shown = activations[:UNITS]
    largest = _largest(shown)
    with np.errstate(invalid="ignore"):
        places = np.clip((shown / largest + 1) * (TOP / 2) + 0.5, 0, TOP)
        colors = np.where(np.isfinite(shown), places, BROKEN).astype(np.uint8)
    if flat:
        made = colors.reshape(-1, SIDE, SIDE)[:, ::-1]
    else:
        made = np.repeat(colors[:, None, :], SIDE, axis=1)
    return Tiles(np.ascontiguousarray(made), len(activations), largest)


def _largest(values: Floats) -> float:
    """The largest magnitude that is a number; 1 where all are zero."""
    size = float(np.abs(values, where=np.isfinite(values), out=np.zeros_like(values)).max())
    return size if size > 0 and math.isfinite(size) else 1.0
