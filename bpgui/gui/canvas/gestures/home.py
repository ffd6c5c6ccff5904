"""In which frame nodes are that are dragged about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from bpgui.engine.framing import moved_into
from bpgui.engine.graph import Graph, GraphError
from bpgui.gui.canvas.scene import Scene


class Home:
    """A frame takes in what is dropped on it, and lets go what is dropped outside of it.

    What counts is where the pointer is, and where the frames were when it took hold: their
    rectangles follow what they hold.
    """

    def __init__(self, scene: Scene, ids: frozenset[int]) -> None:
        self._scene, self._ids = scene, ids
        graph = scene.graph
        still = [id for id in scene.around.frames if not graph.contents[id] <= ids]
        #: The inner ones first.
        self._rects = {id: QRectF(scene.around.frames[id].rect) for id in reversed(still)}
        self._own = scene.level.inside

    def begin(self, at: QPointF) -> None:
        """The pointer took hold of them here."""
        self._own = self._target(at)

    def welcome(self, at: QPointF | None) -> None:
        """Light up the frame that would take them in at a point; none for None."""
        target = 0 if at is None or not self._rects else self._target(at)
        for id, item in self._scene.around.frames.items():
            item.set_flag("welcomes", id == target and target != self._own)

    def moved(self, graph: Graph, at: QPointF) -> Graph:
        """The diagram with the nodes in the frame at a point."""
        target = self._target(at)
        if not self._rects or target == self._own:
            return graph
        try:
            return moved_into(graph, self._ids, target)
        except GraphError:
            return graph

    def _target(self, at: QPointF) -> int:
        found = (id for id, rect in self._rects.items() if rect.contains(at))
        return next(found, self._scene.level.inside)
