"""What a press takes hold of: the gesture that a drag from there is, and what a click does."""

from __future__ import annotations

from PySide6.QtCore import Qt

from bpgui.engine.graph import Edge
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.gestures.connect import Connect
from bpgui.gui.canvas.gestures.cut import Cut
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch
from bpgui.gui.canvas.gestures.marquee import Marquee
from bpgui.gui.canvas.gestures.move import Move
from bpgui.gui.canvas.gestures.resize import Resize
from bpgui.gui.canvas.hit import Hit

_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Grip:
    """Selects with a press what is not selected, as a drag moves the selection."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        #: Whether the card pressed upon was selected before.
        self._was_selected = False

    def take(self, touch: Touch, under: Hit) -> Gesture | None:
        """The left button went down on this."""
        desk, adds = self._desk, bool(touch.keys & _ADDS)
        if touch.holds(Qt.KeyboardModifier.AltModifier):
            return Cut(desk)
        if under.kind == "port":
            if under.edge is not None:
                return Connect(desk, under.edge.source, OUT, under.edge)
            return Connect(desk, under.node, under.port)
        if under.kind == "wire" and under.edge is not None:
            return self._take_end(under.edge, touch)
        if under.kind in ("card", "group"):
            return self._take_card(under, adds)
        if under.kind == "side":
            return Resize(desk, under.frame, under.sides)
        if under.kind == "frame":
            return self._take_frame(under.frame, adds)
        return Marquee(desk, adds) if under.kind == "nothing" else None

    def click(self, touch: Touch, under: Hit) -> None:
        """The button came up again where it went down."""
        selection, adds = self._desk.selection, bool(touch.keys & _ADDS)
        if under.kind == "fix" and under.fix is not None:
            self._desk.mend(under.fix)
        elif under.kind in ("card", "callout", "port", "group"):
            self._click_card(self._ids(under), adds)
        elif under.kind in ("frame", "side"):
            if not adds:
                selection.only(frames=[under.frame])
        elif under.kind == "wire" and under.edge is not None:
            if adds:
                selection.toggle_wire(under.edge)
            else:
                selection.only(wires=[under.edge])
        elif not adds:
            selection.only()

    def select(self, under: Hit) -> None:
        """Select what a menu is asked for, unless it is among what is selected."""
        selection = self._desk.selection
        if under.kind == "wire" and under.edge not in selection.wires and under.edge is not None:
            selection.only(wires=[under.edge])
        elif under.kind in ("frame", "side") and under.frame not in selection.frames:
            selection.only(frames=[under.frame])
        elif under.node and not self._ids(under) <= selection.nodes:
            selection.only(self._ids(under))
        elif under.kind == "nothing":
            selection.only()

    def _take_card(self, under: Hit, adds: bool) -> Gesture | None:
        desk, ids = self._desk, self._ids(under)
        self._was_selected = ids <= desk.selection.nodes
        if not self._was_selected:
            desk.selection.only(ids | (desk.selection.nodes if adds else frozenset()))
        card = desk.scene.by_stop(under.node)
        return None if card is None else Move(desk, card)

    def _take_frame(self, frame: int, adds: bool) -> Gesture:
        """Take hold of a frame with all that it holds."""
        desk, held = self._desk, self._desk.graph.contents[frame]
        if not held <= desk.selection.nodes or frame not in desk.selection.frames:
            kept = (desk.selection.nodes, (), desk.selection.frames | {frame})
            desk.selection.only(*(kept if adds else ((), (), {frame})))
        cards = [card for id in sorted(held) if (card := desk.scene.card_of(id)) is not None]
        return Move(desk, cards[0])

    def _take_end(self, edge: Edge, touch: Touch) -> Gesture:
        """Take the nearer end of a wire off its port."""
        _, along = self._desk.scene.wires[edge].distance(touch.at)
        if along >= 0.5:
            return Connect(self._desk, edge.source, OUT, edge)
        return Connect(self._desk, edge.target, edge.port, edge)

    def _click_card(self, ids: frozenset[int], adds: bool) -> None:
        """A press has selected what was not; a click on what was gives it up, or all others."""
        selection = self._desk.selection
        if not adds:
            selection.only(ids)
        elif self._was_selected:
            selection.toggle(*ids)

    def _ids(self, under: Hit) -> frozenset[int]:
        """The nodes that a card stands for, or whose port this is."""
        if under.frame:
            return self._desk.graph.contents[under.frame]
        return frozenset((under.node,))
