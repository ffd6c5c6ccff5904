"""Resizing a frame by its sides."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPointF, QRectF, Qt

from bpgui.engine.frame import NO_ROOM, Room
from bpgui.engine.framing import moved_into, with_frame
from bpgui.engine.graph import Graph, GraphError
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.frame_item import Sides, around
from bpgui.gui.canvas.geometry import snapped
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch


class Resize(Gesture):
    """One side of a frame, or the two at a corner, follow the pointer, up to what the frame holds.

    What comes to lie within it as a whole, and was beside it, is taken in.
    """

    def __init__(self, desk: Desk, frame: int, sides: Sides) -> None:
        super().__init__(desk)
        self.cursor = side_cursor(sides)
        self._frame, self._sides = desk.graph.frames[frame], sides
        self._rect = QRectF(desk.scene.around.frames[frame].rect)
        left, top, right, bottom = self._frame.room
        #: No smaller than this: around what it holds.
        self._least = self._rect.adjusted(left, top, -right, -bottom)
        self._room = self._frame.room

    def begin(self, touch: Touch) -> None:
        across, down = self._sides
        corner = QPointF(
            self._rect.left() if across < 0 else self._rect.right(),
            self._rect.top() if down < 0 else self._rect.bottom(),
        )
        self._grip = touch.at - corner

    def move(self, touch: Touch) -> None:
        at = touch.at - self._grip
        x, y = at.x(), at.y()
        if not touch.holds(Qt.KeyboardModifier.ControlModifier):
            x, y = snapped((x, y))
        self._room = self._beyond(x, y)
        self.desk.scene.around.stretch(self._frame.id, self._room)

    def finish(self, touch: Touch) -> None:
        rect = QRectF(self.desk.scene.around.frames[self._frame.id].rect)
        graph = self._taking_in(rect)
        frame = dataclasses.replace(graph.frames[self._frame.id], room=self._room)
        self.cancel()
        self.desk.document.edit_graph(with_frame(graph, frame), f"Resize {frame.title}")

    def cancel(self) -> None:
        self.desk.scene.around.stretch(self._frame.id, None)

    def _beyond(self, x: float, y: float) -> Room:
        """The room of the frame when its moved sides are at these coordinates."""
        left, top, right, bottom = self._frame.room
        (across, down), least = self._sides, self._least
        return (
            max(0.0, least.left() - x) if across < 0 else left,
            max(0.0, least.top() - y) if down < 0 else top,
            max(0.0, x - least.right()) if across > 0 else right,
            max(0.0, y - least.bottom()) if down > 0 else bottom,
        )

    def _taking_in(self, rect: QRectF) -> Graph:
        """The diagram with what lies in this rectangle in the frame; the room left shrinks."""
        graph, scene, parent = self.desk.graph, self.desk.scene, self._frame.parent
        boxes = [
            (card.ids, card.frame())
            for card in scene.cards_in(rect)
            if scene.level.home(card.node.id) == parent
        ] + [
            (graph.contents[id], item.rect)
            for id, item in scene.around.frames.items()
            if graph.frames[id].parent == parent and id != self._frame.id
        ]
        least, ids = QRectF(self._least), frozenset[int]()
        for held, box in boxes:
            if rect.contains(box):
                ids |= held
                least = least.united(around(box, NO_ROOM))
        if not ids:
            return graph
        try:
            after = moved_into(graph, ids, self._frame.id)
        except GraphError as error:
            self.desk.say(str(error))
            return graph
        self._room = (
            max(0.0, least.left() - rect.left()),
            max(0.0, least.top() - rect.top()),
            max(0.0, rect.right() - least.right()),
            max(0.0, rect.bottom() - least.bottom()),
        )
        return after


def shrink(desk: Desk, frame: int) -> None:
    """Let a frame take no more room than what it holds."""
    before = desk.graph.frames[frame]
    after = with_frame(desk.graph, dataclasses.replace(before, room=NO_ROOM))
    desk.document.edit_graph(after, f"Resize {before.title}")


def side_cursor(sides: Sides) -> Qt.CursorShape:
    """The shape of the pointer at these sides of a frame."""
    across, down = sides
    if not down:
        return Qt.CursorShape.SizeHorCursor
    if not across:
        return Qt.CursorShape.SizeVerCursor
    return Qt.CursorShape.SizeFDiagCursor if across == down else Qt.CursorShape.SizeBDiagCursor
