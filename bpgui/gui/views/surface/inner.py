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

    units: how many there are. largest: how far from the middle the strongest colours are.
    """

    indices: NDArray[np.uint8]
    units: int
    largest: float
    middle: float = 0.0


@dataclass(frozen=True)
class TilesProbe:
    """Asks all layers of a network of one or two features at once. flat: there are two."""

    frame: Frame
    flat: bool
    nodes: tuple[int, ...]

    def take(self, trainer: Trainer, prepared: Prepared) -> dict[int, Tiles]:
        """Pictures by node."""
        raw = raw_rows(prepared, self.frame, SIDE, self.flat)
        found = inside(trainer, prepared, raw, self.nodes)
        return {id: tiles(a, self.flat, *scale(prepared, id, a)) for id, a in found}


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
        middle, reach = scale(prepared, self.node, values)
        picture = pixels(plane, middle - reach, middle + reach, False)
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


def scale(prepared: Prepared, node: int, values: Floats) -> tuple[float, float]:
    """The middle of a layer's colours, and how far from it they are strongest: for the network's
    answer as in the picture of the network, for others as far as its first units go."""
    check = prepared.check
    if check.head is not None and check.trained.incoming[check.head][0].source == node:
        low, high = prepared.low, prepared.high
        if prepared.task.kind != "classification":
            low, high = float(prepared.train.t.min()), float(prepared.train.t.max())
        if high > low:
            return (low + high) / 2, (high - low) / 2
    function = prepared.graph.nodes[node].layer.activation_function()
    middle = function.middle if function is not None else 0.0
    return middle, _largest(values[:UNITS] - middle)


def tiles(activations: Floats, flat: bool, middle: float = 0.0, largest: float = 1.0) -> Tiles:
    """The pictures of a layer's activations (units, points): of one feature, as stripes."""
    shown = activations[:UNITS]
    with np.errstate(invalid="ignore"):
        places = np.clip(((shown - middle) / largest + 1) * (TOP / 2) + 0.5, 0, TOP)
        colors = np.where(np.isfinite(shown), places, BROKEN).astype(np.uint8)
    if flat:
        made = colors.reshape(-1, SIDE, SIDE)[:, ::-1]
    else:
        made = np.repeat(colors[:, None, :], SIDE, axis=1)
    return Tiles(np.ascontiguousarray(made), len(activations), largest, middle)


def _largest(values: Floats) -> float:
    """The largest magnitude that is a number; 1 where all are zero."""
    size = float(np.abs(values, where=np.isfinite(values), out=np.zeros_like(values)).max())
    return size if size > 0 and math.isfinite(size) else 1.0
