"""The rows of the data as points: round ones trained on, square ones kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from bpgui.gui import theme
from bpgui.gui.views.kit import ink
from bpgui.gui.views.surface.colors import point_color, value_color
from bpgui.project.session import Prepared

#: At most so many points are drawn of each part.
MOST = 2000
RADIUS = 3.6
#: Pixels of the ring around a point that is wrong.
RING = 1.8


@dataclass(frozen=True, eq=False)
class Points:
    """Points of one part of the data: places (rows, 2), a colour number each, and its shape.

    numbers: class indices, or for a regression the target between 0 (lowest) and 1 (highest).
    """

    at: NDArray[np.float64]
    numbers: NDArray[np.float64]
    classes: int
    square: bool
    #: All in the colour of their part: where the height tells the target already.
    plain: bool = False

    def color(self, palette: theme.Palette, row: int) -> QColor:
        """The colour of one point."""
        if self.plain:
            return palette.color("validation" if self.square else "training")
        if self.classes:
            return point_color(palette, int(self.numbers[row]), self.classes)
        return value_color(palette, float(self.numbers[row]))


def points_of(prepared: Prepared, x: int, y: int | None) -> tuple[Points, Points]:
    """Training and validation points over two features; `y` None: over one, at their targets."""
    parts = (prepared.split.train, prepared.split.validation)
    classes = len(prepared.task.classes)
    width = 1 if classes else prepared.task.outputs
    targets = [np.asarray(part.targets, np.float64).reshape(len(part), width) for part in parts]
    seen = np.concatenate([t[:, 0] for t in targets])
    low, high = float(seen.min()), float(seen.max())
    made, plain = [], y is None and not classes
    for part, target, square in zip(parts, targets, (False, True), strict=True):
        rows = part.inputs.reshape(len(part), part.task.size)[:MOST]
        values = target[:MOST, 0]
        share = values if classes else (values - low) / ((high - low) or 1.0)
        up = rows[:, y] if y is not None else values
        made.append(Points(np.column_stack([rows[:, x], up]), share, classes, square, plain))
    return made[0], made[1]


def draw(painter: QPainter, points: Points, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Draw the points at these pixels, outlined so that they stand out on their own colour."""
    palette = theme.current()
    outline = ink.pen("#0d1014" if palette.is_dark else "#ffffff", 1.2)
    if not points.classes and not points.plain:
        # Middling targets have the colour of the ground.
        outline = ink.pen(palette.muted)
    _draw(painter, points, range(len(x)), x, y, outline)


def draw_wrong(
    painter: QPainter,
    points: Points,
    rows: NDArray[np.intp],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> None:
    """Ring the points of these rows, at these pixels: no wider than they are, or many of them
    would bury their neighbours."""
    _draw(painter, points, rows.tolist(), x, y, ink.pen(theme.current().text, RING))


def _draw(
    painter: QPainter,
    points: Points,
    rows: Iterable[int],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    outline: QPen,
) -> None:
    palette, size = theme.current(), RADIUS * 0.9
    painter.setPen(outline)
    for row, px, py in zip(rows, x, y, strict=True):
        painter.setBrush(points.color(palette, row))
        if points.square:
            painter.drawRect(QRectF(px - size, py - size, 2 * size, 2 * size))
        else:
            painter.drawEllipse(QPointF(px, py), RADIUS, RADIUS)
