"""Keys that are not commands: walking, nudging, and drawing wires."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from bpgui.gui.canvas import edits
from bpgui.gui.canvas.card import Card
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.geometry import SNAP
from bpgui.gui.canvas.walking import neighbour

_WAYS = {
    Qt.Key.Key_Right: ("right", (SNAP, 0.0)),
    Qt.Key.Key_Left: ("left", (-SNAP, 0.0)),
    Qt.Key.Key_Down: ("down", (0.0, SNAP)),
    Qt.Key.Key_Up: ("up", (0.0, -SNAP)),
}


class Keyboard:
    """Arrows walk along the wires, with Shift they add to the selection, with Ctrl they move it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        #: The node walked to last.
        self._at: int | None = None
        self._nudging: tuple[frozenset[int], object] = (frozenset(), object())

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; whether it meant anything."""
        key = Qt.Key(event.key())
        if key not in _WAYS:
            return False
        way, step = _WAYS[key]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._nudge(step)
        else:
            self._walk(way, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        return True

    def here(self) -> int | None:
        """The node that has the keyboard: the one walked to, or the one selected."""
        level = self._desk.scene.level
        chosen = [id for id in self._desk.selection.nodes if level.stop(id)]
        if self._at in chosen:
            return self._at
        return min(chosen, default=None)

    def _walk(self, way: str, adds: bool) -> None:
        scene, here = self._desk.scene, self.here()
        stop = None if here is None else scene.level.stop(here)
        there = neighbour(scene.level.cards, stop, way)
        card = None if there is None else scene.by_stop(there)
        if card is None:
            return
        kept = self._desk.selection.nodes if adds else frozenset[int]()
        self._at = min(card.ids)
        self._desk.selection.only(kept | card.ids)
        self._desk.view.keep_in_sight(card.frame())
        self._desk.say(self._spoken(card))

    def _nudge(self, step: tuple[float, float]) -> None:
        ids = self._desk.selection.nodes
        if not ids:
            return
        if ids != self._nudging[0]:
            self._nudging = (ids, object())
        graph = self._desk.graph
        after = graph.move(edits.shifted(graph, ids, step))
        self._desk.document.edit_graph(after, f"Move {self._desk.names(ids)}", self._nudging[1])

    def _spoken(self, card: Card) -> str:
        """The card in a line: its name, its settings, its first problem."""
        node, problems = card.node, card.facts.problems
        state = "muted" if node.muted else "frozen" if node.layer.frozen else ""
        parts = [node.name, state, node.layer.summary(), problems[0].message if problems else ""]
        return ": ".join(part for part in parts if part)
