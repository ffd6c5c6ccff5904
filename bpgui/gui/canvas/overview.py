"""The diagram seen from so far away that cards are blocks: all of it in a few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from bpgui.gui.canvas.geometry import CARD_HEIGHT
from bpgui.gui.canvas.ink import ink

if TYPE_CHECKING:
    from bpgui.gui.canvas.scene import Scene


class Overview:
    """Paints the whole scene at once. Painting item by item costs five times as much."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._bodies: list[QRectF] | None = None
        self._strips: dict[str, list[QRectF]] = {}
        self._outlines: dict[str, list[QRectF]] = {}
        self._wires: list[QPainterPath] = []

    def forget(self) -> None:
        """Gather everything again before the next picture: something has changed."""
        self._bodies = None

    def paint(self, painter: QPainter) -> None:
        """Paint in scene coordinates."""
        if self._bodies is None:
            self._gather()
        colors = ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_wires(painter)
        painter.setPen(_hairline(colors.border))
        painter.setBrush(colors.card)
        painter.drawRects(self._bodies)  # type: ignore[arg-type]
        painter.setPen(Qt.PenStyle.NoPen)
        for role, strips in self._strips.items():
            painter.setBrush(colors.category(role))
            painter.drawRects(strips)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for level, frames in self._outlines.items():
            color = colors.accent if level == "selected" else colors.levels[level]
            painter.setPen(_hairline(QPen(color), 2))
            painter.drawRects(frames)

    def paint_map(self, painter: QPainter) -> None:
        """Paint the cards only, in muted blocks, for a map smaller than any zoom."""
        if self._bodies is None:
            self._gather()
        colors = ink()
        painter.setBrush(colors.block)
        painter.drawRects(self._bodies)  # type: ignore[arg-type]
        for level, frames in self._outlines.items():
            painter.setBrush(colors.accent if level == "selected" else colors.levels[level])
            painter.drawRects(frames)

    def _paint_wires(self, painter: QPainter) -> None:
        colors = ink()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_hairline(QPen(colors.wire)))
        for path in self._wires:
            painter.drawPath(path)

    def _gather(self) -> None:
        self._bodies, self._strips, self._outlines = [], {}, {}
        for card in self._scene.cards.values():
            frame = card.frame()
            self._bodies.append(frame)
            strip = QRectF(frame.x() + 12, frame.y() + 16, 16, CARD_HEIGHT - 32)
            self._strips.setdefault(card.face.role, []).append(strip)
            level = "selected" if card.selected else card.facts.level
            if level in ("selected", "bad"):
                self._outlines.setdefault(level, []).append(frame)
        self._wires = [wire.path for wire in self._scene.wires.values()]


def _hairline(pen: QPen, width: float = 1.0) -> QPen:
    made = QPen(pen.color(), width)
    made.setCosmetic(True)
    return made
