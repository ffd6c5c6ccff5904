"""What every gesture and action works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.engine.check import Fix
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

    def names(self, ids: frozenset[int]) -> str:
        """These nodes in an undo text: one by its name, several by their number."""
        if len(ids) == 1:
            return self.graph.nodes[next(iter(ids))].name
        return f"{len(ids)} layers"
