"""Sizes and places on the canvas, in scene pixels. Knows the diagram, not its drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from bpgui.engine.graph import Position
from bpgui.engine.layer import Layer

T = TypeVar("T")

CARD_WIDTH: Final = 152.0
CARD_HEIGHT: Final = 104.0
PORT_RADIUS: Final = 5.5
#: Between two input ports of a card.
PORT_STEP: Final = 22.0
#: Nodes stand on multiples of this.
SNAP: Final = 8.0
#: From the left side of a card to that of the next one in a row.
STRIDE: Final = 200.0

#: The card, seen from its own place (`Node.at` is its top left corner).
CARD: Final = QRectF(0.0, 0.0, CARD_WIDTH, CARD_HEIGHT)
#: How far below the top of a card its output is.
MIDDLE: Final = CARD_HEIGHT / 2
OUTPUT: Final = QPointF(CARD_WIDTH, MIDDLE)

#: Zoom below which words are larger, below which only the name of a card is written, and below
#: which it is a plain block: of a large diagram so much is in sight then that painting card by card
#: would stutter.
CLOSE: Final = 0.85
NEAR: Final = 0.62
FAR: Final = 0.2
FAR_IF_LARGE: Final = 0.34
LARGE: Final = 200


def snapped(at: Position) -> Position:
    """The nearest point of the grid."""
    return (round(at[0] / SNAP) * SNAP, round(at[1] / SNAP) * SNAP)


def sockets(layer: Layer) -> dict[str, float]:
    """How far below the top of its card each input port of a layer is."""
    return spread([port.name for port in layer.ports])


def spread(ports: Sequence[T]) -> dict[T, float]:
    """How far below the top of a card each of these ports is on one side of it."""
    step = min(PORT_STEP, (CARD_HEIGHT - 24) / max(1, len(ports)))
    first = CARD_HEIGHT / 2 - step * (len(ports) - 1) / 2
    return {port: first + step * index for index, port in enumerate(ports)}


def wire_path(start: QPointF, end: QPointF) -> QPainterPath:
    """The curve of a wire: leaves to the right, arrives from the left."""
    path = QPainterPath()
    add_wire(path, start, end)
    return path


def add_wire(path: QPainterPath, start: QPointF, end: QPointF) -> None:
    """Add that curve to a path."""
    reach = wire_reach(start, end)
    x, y = end.x(), end.y()
    path.moveTo(start)
    path.cubicTo(start.x() + reach, start.y(), x - reach, y, x, y)


def wire_reach(start: QPointF, end: QPointF) -> float:
    """How far a wire goes on straight before it turns."""
    ahead = end.x() - start.x()
    rise = abs(end.y() - start.y())
    reach = ahead * 0.5 if ahead > 48 else min(140.0, 24.0 + abs(ahead) * 0.3 + rise * 0.2)
    return min(reach, 24.0 + rise) if rise < 120 else min(reach, 160.0)
