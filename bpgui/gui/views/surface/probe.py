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
    regression.
    """

    indices: NDArray[np.uint8] | None
    values: Floats
    wrong_train: NDArray[np.bool_]
    wrong_validation: NDArray[np.bool_]


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
        frame = self.frame
        across = np.linspace(frame.left, frame.right, GRID)
        up = np.linspace(frame.bottom, frame.top, GRID)
        raw = _rows_at(prepared, GRID * GRID)
        raw[:, frame.x] = np.tile(across, GRID)
        raw[:, frame.y] = np.repeat(up, GRID)
        values = _answers(trainer, prepared, raw).reshape(GRID, GRID, -1)
        indices = pixels(values, self.low, self.high, self.discrete)
        return Answer(indices, values, *_wrong(trainer, prepared))


@dataclass(frozen=True)
class LineProbe:
    """Asks the network along one feature."""

    frame: Frame

    def take(self, trainer: Trainer, prepared: Prepared) -> Answer:
        """The answers at evenly spaced inputs, and the rows that are wrong."""
        raw = _rows_at(prepared, 4 * GRID)
        raw[:, self.frame.x] = np.linspace(self.frame.left, self.frame.right, len(raw))
        values = _answers(trainer, prepared, raw)
        return Answer(None, values, *_wrong(trainer, prepared))


def pixels(values: Floats, low: float, high: float, discrete: bool) -> NDArray[np.uint8]:
    """Indices of colours for answers (n, n, outputs), bottom row first; picture rows, top first.

    One output, or two: 0 to 255 from low to high (of two, the second against the first). More: for
    class c of k the indices from c * (256 // k), rising with its lead over the next class.
    """
    outputs = values.shape[2]
    if outputs <= 2:
        field = values[:, :, 0] if outputs == 1 else (values[:, :, 1] - values[:, :, 0])
        start, stop = (low, high) if outputs == 1 else (low - high, high - low)
        place = np.clip((_finer(field) - start) * (1.0 / (stop - start)), 0.0, 1.0)
        made = 255.0 * (place > 0.5) if discrete else 255.0 * place + 0.5
    else:
        made = _of_classes(values, low, high, discrete)
    with np.errstate(invalid="ignore"):
        return np.ascontiguousarray(made[::-1].astype(np.uint8))


def _of_classes(values: Floats, low: float, high: float, discrete: bool) -> Floats:
    outputs = values.shape[2]
    fields = np.stack([_finer(values[:, :, output]) for output in range(outputs)])
    best = fields.argmax(axis=0)
    levels = 256 // outputs
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


def _rows_at(prepared: Prepared, count: int) -> NDArray[np.float64]:
    """So many flat rows, all at the mean of the training inputs."""
    inputs = prepared.split.train.inputs
    mean = inputs.reshape(len(inputs), -1).mean(axis=0)
    return np.tile(mean, (count, 1))


def _answers(trainer: Trainer, prepared: Prepared, raw: NDArray[np.float64]) -> Floats:
    shaped = raw.reshape(len(raw), *prepared.task.inputs)
    answers = trainer.predict(prepared.prepare(shaped))
    return answers.reshape(len(answers), -1).astype(np.float32)


def _wrong(trainer: Trainer, prepared: Prepared) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if prepared.task.kind != "classification":
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
