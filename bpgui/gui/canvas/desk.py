"""What every gesture and action works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from bpgui.engine.check import Fix
from bpgui.engine.counted import counted
from bpgui.engine.framing import exactly, moved_into
from bpgui.engine.graph import Graph
from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.room import with_room_for_new
from bpgui.gui.canvas.scene import Scene
from bpgui.gui.canvas.selection import Selection
from bpgui.gui.canvas.view import View
from bpgui.gui.document import Document


@dataclass(frozen=True)
class Desk:
    """The document, how it is shown, and the ways to speak to the user."""

    document: Document
    scene: Scene
    view: View
    selection: Selection
    #: Shows a sentence in the status bar.
    say: Callable[[str], None]
    #: Opens the search for a layer to add at a spot.
    search: Callable[[Spot], None]

    @property
    def graph(self) -> Graph:
        """The diagram as it stands."""
        return self.document.graph

    def mend(self, fix: Fix, *_: object) -> None:
        """Apply a cure, as one undo step."""
        after = with_room_for_new(self.graph, fix.apply(self.graph))
        self.document.edit_graph(after, fix.label)
        self.view.follow()

    def frame(self) -> int:
        """The frame that is selected: itself, or as a group; 0 if there is none, or several."""
        if len(self.selection.frames) == 1:
            return next(iter(self.selection.frames))
        chosen = self.selection.nodes
        groups = (id for id, group in self.scene.groups.items() if group.ids == chosen)
        return next(groups, 0)

    def go_out(self) -> None:
        """From inside a frame to what is around it; the frame is selected then."""
        left = self.document.inside
        if left:
            self.document.enter(self.graph.frames[left].parent)
            frame = self.graph.frames[left]
            held = self.graph.contents[left]
            self.selection.only(held, frames=() if frame.collapsed else (left,))

    def placed(self, before: Graph, after: Graph, at: QPointF) -> Graph:
        """With what is new in the frame whose rectangle is at a point of the scene."""
        item = self.scene.around.frame_at(at)
        new = after.nodes.keys() - before.nodes.keys()
        if item is None or not new:
            return after
        strays = new - after.contents[item.frame.id]
        return moved_into(after, strays, item.frame.id) if strays else after

    def names(self, ids: frozenset[int]) -> str:
        """These nodes in an undo text: one by its name, several by their number."""
        if len(ids) == 1:
            return self.graph.nodes[next(iter(ids))].name
        if frame := exactly(self.graph, ids):
            return self.graph.frames[frame].title
        return counted(len(ids), "layer")
