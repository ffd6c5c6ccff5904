"""The common part of data sets that are drawn at random: points, noise and seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import DataError, Dataset, Floats
from bpgui.data.source import Source
from bpgui.engine.fields import integer, real
from bpgui.engine.task import Task

#: More numbers are not drawn; of some data sets each takes a hundred bytes while it is.
MOST_NUMBERS = 20_000_000


def seed(default: int = 0) -> Any:
    """The setting that every random data set has."""
    return integer(default, help="Another seed draws other points; the same seed draws the same.")


def noise(help: str) -> Any:
    """A noise setting from 0 to 0.5, the range of TensorFlow Playground's slider (0 to 50 %)."""
    return real(0.0, min=0.0, max=0.5, help=help)


def must_be_moderate(points: int, size: int) -> None:
    """DataError, before any is drawn, where so many rows of so many numbers are too much."""
    if points * size > MOST_NUMBERS:
        raise DataError(
            f"{points:,} rows of {size:,} numbers are too much to draw: have at most "
            f"{MOST_NUMBERS // size:,} rows, or shorter ones."
        )


def two_classes(first: str, second: str) -> Task:
    """The task of telling two classes of points in the plane apart."""
    return Task((2,), "classification", 2, (first, second), ("x1", "x2"))


@dataclass(frozen=True)
class Generated(Source):
    """A data set drawn by `draw`, with its rows in mixed order.

    The formulas and ranges follow TensorFlow Playground (src/dataset.ts) where it has the same set:
    coordinates lie within about -6 to 6, and the difficulty is the one people know from there.
    """

    points: int = integer(500, min=4, max=100_000, help="How many rows to draw.")
    noise: float = noise("How far the points are scattered, 0 for not at all.")
    seed: int = seed()

    task: ClassVar[Task]

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        """Inputs and targets of `points` rows.

        Whatever the noise, the same numbers are drawn in the same order, so that more noise blurs a
        picture rather than making a new one.
        """
        raise NotImplementedError

    def load(self) -> Dataset:
        rng = np.random.default_rng(self.seed)
        inputs, targets = self.draw(rng)
        order = rng.permutation(self.points)
        return Dataset(inputs[order], targets[order], self.task)

    def halves(self) -> tuple[int, int]:
        """How many points each of two classes gets."""
        return (self.points + 1) // 2, self.points // 2
