"""Probes of the network's answer: over a grid of two features, or along one."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.rows import Rows
from bpgui.engine.trainer import Trainer
from bpgui.project.session import Prepared

Floats = NDArray[np.float32]
#: Grid points along each side, and pixels between them when they are drawn.
GRID, FINER = 100, 3
#: The index of what is not a number, and the highest of those that are.
BROKEN, TOP = 255, 254
#: Rows whose answers are compared with their targets.
JUDGED = 5000


@dataclass(frozen=True)
class Frame:
    """What is looked at: the feature along x and its range, and along y; raw numbers."""

    x: int
    left: float
    right: float
    y: int = 0
    bottom: float = 0.0
    top: float = 0.0


@dataclass(frozen=True, eq=False)
class Answer:
    """The network's answer over a frame.

    indices (pixels, pixels) uint8, first row on top: see `paint_table`; None along a line. values
    (GRID, GRID, outputs), first row at the bottom, or (points, outputs) along a line. wrong_train,
    wrong_validation: which of the first JUDGED rows get another class than their own; empty for a
    regression. subject: the node and unit that were asked; None for the network itself.
    """

    indices: NDArray[np.uint8] | None
    values: Floats
    wrong_train: NDArray[np.bool_]
    wrong_validation: NDArray[np.bool_]
    subject: tuple[int, int] | None = None

    @property
    def broken(self) -> int:
        """How many places have an answer that is not a number."""
        return int(np.count_nonzero(~np.isfinite(self.values).all(axis=-1)))


@dataclass(frozen=True)
class PlaneProbe:
    """Asks the network all over a frame; features that are not looked at stay at their mean.

    low, high: the answers that get the first and the last colour. discrete: no shades between.
    """

    frame: Frame
    low: float
    high: float
    discrete: bool = False

    def take(self, trainer: Trainer, prepared: Prepared) -> Answer:
        """Grid, pixels, and the rows that are wrong."""
        raw = raw_rows(prepared, self.frame, GRID, flat=True)
        values = _answers(trainer, prepared, raw).reshape(GRID, GRID, -1)
        indices = pixels(values, self.low, self.high, self.discrete)
        return Answer(indices, values, *_wrong(trainer, prepared))


@dataclass(frozen=True)
class LineProbe:
    """Asks the network along one feature."""

    frame: Frame

    def take(self, trainer: Trainer, prepared: Prepared) -> Answer:
        """The answers at evenly spaced inputs, and the rows that are wrong."""
        raw = raw_rows(prepared, self.frame, 4 * GRID, flat=False)
        values = _answers(trainer, prepared, raw)
        return Answer(None, values, *_wrong(trainer, prepared))


def pixels(values: Floats, low: float, high: float, discrete: bool) -> NDArray[np.uint8]:
    """Indices of colours for answers (n, n, outputs), bottom row first; picture rows, top first.

    One output, or two: 0 to TOP from low to high (of two, the second against the first). More: for
    class c of k the indices from c * (BROKEN // k), rising with its lead over the next class. What
    is not a number is BROKEN.
    """
    outputs = values.shape[2]
    broken = np.any(~np.isfinite(values), axis=2, keepdims=True)[:, :, 0]
    if broken.any():
        values = np.where(broken[:, :, None], np.float32(0), values)
    if outputs <= 2:
        field = values[:, :, 0] if outputs == 1 else (values[:, :, 1] - values[:, :, 0])
        start, stop = (low, high) if outputs == 1 else (low - high, high - low)
        place = np.clip((_finer(field) - start) * (1.0 / (stop - start)), 0.0, 1.0)
        made = float(TOP) * (place > 0.5) if discrete else TOP * place + 0.5
    else:
        made = _of_classes(values, low, high, discrete)
    indices = made.astype(np.uint8)
    if broken.any():
        indices[np.repeat(np.repeat(broken, FINER, axis=0), FINER, axis=1)] = BROKEN
    return np.ascontiguousarray(indices[::-1])


def _of_classes(values: Floats, low: float, high: float, discrete: bool) -> Floats:
    outputs = values.shape[2]
    fields = np.stack([_finer(values[:, :, output]) for output in range(outputs)])
    best = fields.argmax(axis=0)
    levels = BROKEN // outputs
    if discrete:
        return (best * levels + levels - 1).astype(np.float32)
    first, second = np.partition(fields, [-1, -2], axis=0)[[-1, -2]]
    lead = np.clip((first - second) / (high - low), 0.0, 1.0)
    return best * levels + lead * (levels - 1)


def _finer(field: Floats) -> Floats:
    """Bilinear, FINER times as many points a side: edges between shades come out smooth."""
    spread = _spread()
    return spread @ field.astype(np.float32, copy=False) @ spread.T


@functools.cache
def _spread() -> Floats:
    at = np.linspace(0, GRID - 1, GRID * FINER)
    left = np.minimum(at.astype(int), GRID - 2)
    made = np.zeros((len(at), GRID), np.float32)
    rows = np.arange(len(at))
    made[rows, left] = 1 - (at - left)
    made[rows, left + 1] = at - left
    return made


def raw_rows(prepared: Prepared, frame: Frame, points: int, flat: bool) -> NDArray[np.float64]:
    """Flat raw rows all over a frame, or along it: so many points a side, the bottom row first.

    Features that are not looked at are at the mean of the training inputs.
    """
    inputs = prepared.split.train.inputs
    mean = inputs.reshape(len(inputs), -1).mean(axis=0)
    raw = np.tile(mean, (points * points if flat else points, 1))
    across = np.linspace(frame.left, frame.right, points)
    raw[:, frame.x] = np.tile(across, points) if flat else across
    if flat:
        raw[:, frame.y] = np.repeat(np.linspace(frame.bottom, frame.top, points), points)
    return raw


def _answers(trainer: Trainer, prepared: Prepared, raw: NDArray[np.float64]) -> Floats:
    shaped = raw.reshape(len(raw), *prepared.task.inputs)
    answers = prepared.in_units(trainer.predict(prepared.prepare(shaped)))
    return answers.reshape(len(answers), -1).astype(np.float32)


def _wrong(trainer: Trainer, prepared: Prepared) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if not prepared.classifies:
        return np.zeros(0, bool), np.zeros(0, bool)
    return _judged(trainer, prepared, prepared.train), _judged(
        trainer, prepared, prepared.validation
    )


def _judged(trainer: Trainer, prepared: Prepared, rows: Rows) -> NDArray[np.bool_]:
    if not len(rows):
        return np.zeros(0, bool)
    answers = trainer.predict(rows.x[:JUDGED])
    wrong = prepared.decode(answers) != prepared.decode(rows.t[:JUDGED])
    return np.asarray(wrong, bool)
