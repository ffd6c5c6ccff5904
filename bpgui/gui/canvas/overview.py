"""The diagram seen from so far away that cards are blocks: all of it in a few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from bpgui.gui.canvas.geometry import CARD_HEIGHT, add_wire
from bpgui.gui.canvas.ink import hairline, ink

if TYPE_CHECKING:
    from bpgui.gui.canvas.card import Card
    from bpgui.gui.canvas.wire import Wire

#: Wires are kept in so many bundles, each one path: an edit makes few of them anew.
_BUNDLES: Final = 64


class Overview:
    """Paints the whole scene at once, which costs a fifth of painting item by item."""

    def __init__(self) -> None:
        self._frames: dict[int, QRectF] = {}
        self._strips: dict[str, dict[int, QRectF]] = {}
        self._outlines: dict[str, dict[int, QRectF]] = {}
        self._roles: dict[int, tuple[str, str]] = {}
        self._bundles = [_Bundle() for _ in range(_BUNDLES)]

    # -- what there is -------------------------------------------------------------------------

    def touch(self, card: Card) -> None:
        """Note where a card is, and what it looks like."""
        id, frame = card.node.id, card.frame()
        role, level = card.face.role, "selected" if card.selected else card.facts.level
        if self._roles.get(id) != (role, level):
            self._forget(id)
            self._roles[id] = (role, level)
        self._frames[id] = frame
        strip = QRectF(card.x() + 12, card.y() + 16, 16, CARD_HEIGHT - 32)
        self._strips.setdefault(role, {})[id] = strip
        if level in ("selected", "bad"):
            self._outlines.setdefault(level, {})[id] = frame

    def drop(self, card: Card) -> None:
        """Note that a card is gone."""
        self._forget(card.node.id)
        self._frames.pop(card.node.id, None)

    def touch_wire(self, wire: Wire) -> None:
        """Note how a wire runs."""
        self._bundle(wire).add(wire)

    def drop_wire(self, wire: Wire) -> None:
        """Note that a wire is gone."""
        self._bundle(wire).drop(wire)

    def _forget(self, id: int) -> None:
        role, level = self._roles.pop(id, ("", ""))
        self._strips.get(role, {}).pop(id, None)
        self._outlines.get(level, {}).pop(id, None)

    def _bundle(self, wire: Wire) -> _Bundle:
        return self._bundles[(wire.edge.source + wire.edge.target) % _BUNDLES]

    # -- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Paint in scene coordinates."""
        colors = ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(hairline(colors.wire))
        for bundle in self._bundles:
            bundle.paint(painter)
        painter.setPen(hairline(colors.border.color()))
        painter.setBrush(colors.card)
        painter.drawRects(list(self._frames.values()))
        painter.setPen(Qt.PenStyle.NoPen)
        for role, strips in self._strips.items():
            painter.setBrush(colors.category(role))
            painter.drawRects(list(strips.values()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for level, frames in self._outlines.items():
            color = colors.accent if level == "selected" else colors.levels[level]
            painter.setPen(hairline(color, 2))
            painter.drawRects(list(frames.values()))

    def paint_map(self, painter: QPainter) -> None:
        """Paint the cards only, in muted blocks, for a map smaller than any zoom."""
        colors = ink()
        painter.setBrush(colors.block)
        painter.drawRects(list(self._frames.values()))
        for level, frames in self._outlines.items():
            painter.setBrush(colors.accent if level == "selected" else colors.levels[level])
            painter.drawRects(list(frames.values()))


class _Bundle:
    """Some of the wires: the straight ones as lines, the others as one path."""

    def __init__(self) -> None:
        self._wires: dict[object, Wire] = {}
        self._lines: list[QLineF] | None = []
        self._path = QPainterPath()

    def add(self, wire: Wire) -> None:
        self._wires[wire.edge] = wire
        self._lines = None

    def drop(self, wire: Wire) -> None:
        self._wires.pop(wire.edge, None)
        self._lines = None

    def paint(self, painter: QPainter) -> None:
        if self._lines is None:
            self._lines, self._path = [], QPainterPath()
            for wire in self._wires.values():
                if wire.start.y() == wire.end.y():
                    self._lines.append(QLineF(wire.start, wire.end))
                else:
                    add_wire(self._path, wire.start, wire.end)
        painter.drawLines(self._lines)
        painter.drawPath(self._path)
