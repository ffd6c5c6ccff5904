"""Renaming a node where it stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from bpgui.engine.graph import clean_name
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.geometry import CARD_WIDTH
from bpgui.gui.canvas.in_place import InPlace

#: Where the name stands on a card.
NAME = QRectF(12, 6, CARD_WIDTH - 20, 25)


class Rename(InPlace):
    """A line over the name on a card."""

    def __init__(self, desk: Desk, node: int) -> None:
        self._node = node
        super().__init__(desk, desk.graph.nodes[node].name)
        self.setObjectName("canvas_rename")
        self.setAccessibleName(self.tr("Name of the layer"))

    def box(self) -> QRectF | None:
        card = self.desk.scene.cards.get(self._node)
        return None if card is None else NAME.translated(card.pos())

    def apply(self, typed: str) -> None:
        graph = self.desk.graph
        before = graph.nodes[self._node].name
        wanted = clean_name(typed)
        after = graph.rename(self._node, typed) if wanted != before else graph
        name = after.nodes[self._node].name
        self.desk.document.edit_graph(after, f"Rename {before}")
        if not wanted:
            self.desk.say(self.tr("A layer needs a name: it is called {name}.").format(name=name))
        elif name != wanted:
            said = self.tr("There is a {taken} already: this one is called {name}.")
            self.desk.say(said.format(taken=wanted, name=name))
