"""The diagram editor as a widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpgui.engine.graph import Edge
from bpgui.engine.layer import layers
from bpgui.gui import theme
from bpgui.gui.canvas.actions import Actions
from bpgui.gui.canvas.callout import Notice
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.drops import centred
from bpgui.gui.canvas.fits import Fits
from bpgui.gui.canvas.footer import Footer
from bpgui.gui.canvas.geometry import STRIDE
from bpgui.gui.canvas.hands import Hands
from bpgui.gui.canvas.scene import Scene
from bpgui.gui.canvas.selection import Selection
from bpgui.gui.canvas.view import View
from bpgui.gui.document import Document


class Canvas(QWidget):
    """Shows and edits the diagram of a document.

    `message` carries a sentence for the status bar, `help_requested` the id of a node, `opened` the
    id of a node that was double-clicked. What a run has found is shown by the `show_...` methods.
    """

    message = Signal(str)
    help_requested = Signal(int)
    opened = Signal(int)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Diagram editor"))
        self._document = document
        self.scene = Scene(self)
        self.view = View(self.scene, self)
        self.selection = Selection(document, self.scene, self)
        self._desk = Desk(
            document, self.scene, self.view, self.selection, self.message.emit, self.open_search
        )
        self.hands = Hands(self._desk, self)
        self.hands.opened.connect(self.opened)
        self.view.hands = self.hands
        self._actions = Actions(self._desk, self)
        self._footer = Footer(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._footer.raise_()
        self.setFocusProxy(self.view)
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        theme.changes.changed.connect(self._theme_changed)
        self._replaced()

    @property
    def actions_by_name(self) -> dict[str, QAction]:
        """The commands, for menus; their shortcuts work while the canvas has the keyboard."""
        return self._actions.by_name

    # -- what a run has found ------------------------------------------------------------------

    def show_gradients(
        self,
        nodes: Mapping[int, tuple[float, float]],
        wires: Mapping[Edge, float] | None = None,
    ) -> None:
        """Show each node's gradient norm, and where it lies on the colour scale (0 to 1).

        A wire takes the colour of `wires`, else of the node it leads to, else of its source.
        """
        self.scene.show_gradients(nodes, wires or {})

    def clear_gradients(self) -> None:
        """Show no gradients."""
        self.scene.show_gradients({}, {})

    def show_notes(self, notes: Mapping[int, str]) -> None:
        """Write these lines on the cards in place of the number of parameters."""
        self.scene.show_notes(notes)

    def show_notices(self, notices: Mapping[int, Sequence[Notice]]) -> None:
        """Say these about the nodes, besides the problems of the diagram itself."""
        self.scene.show_notices({id: tuple(said) for id, said in notices.items() if said})

    # -- for the rest of the window ------------------------------------------------------------

    def add_layer(self, kind: str) -> int:
        """Add a layer of this kind beside the selected one, or in the middle; its id."""
        graph, chosen = self._document.graph, self.selection.nodes
        if len(chosen) == 1:
            x, y = graph.nodes[next(iter(chosen))].at
            at = self._free_place((x + STRIDE, y))
        else:
            at = self._free_place(centred(self.view.visible().center()))
        after = graph.add(layers[kind](), at)
        self._document.edit_graph(after, f"Add {after.newest.name}")
        self.selection.only([after.newest.id])
        self.view.keep_in_sight(self.scene.extent([after.newest.id]))
        return after.newest.id

    def reveal(self, node: int) -> None:
        """Select a node and bring it into sight, as a click on its problem in a list does."""
        if node in self.scene.cards:
            self.selection.only([node])
            self.view.keep_in_sight(self.scene.extent([node]))

    def where(self, node: int, port: str | None = None) -> QPoint:
        """Where on `view.viewport()` a card's middle is, or a port ("" is the output)."""
        card = self.scene.cards[node]
        return self.view.pixel(card.frame().center() if port is None else card.port_middle(port))

    def open_search(self, at: QPointF, fits: Fits | None) -> None:
        """Look for a layer to add at a point of the scene."""

    # -- inside --------------------------------------------------------------------------------

    def _changed(self, before: object, after: object) -> None:
        self.hands.cancel()
        self._mirror()

    def _replaced(self) -> None:
        self.hands.cancel()
        self._mirror()
        self.view.fit()

    def _mirror(self) -> None:
        graph, check = self._document.graph, self._document.check
        self.scene.mirror(graph, check)
        self.selection.show()
        self._footer.sum_up(graph, check)
        self._place_overlays()

    def _theme_changed(self, palette: object) -> None:
        self.scene.update()
        self.view.redraw()

    def _free_place(self, at: tuple[float, float]) -> tuple[float, float]:
        """This place, or the next one below where no card stands."""
        taken = {card.node.at for card in self.scene.cards.values()}
        x, y = at
        while any(abs(x - tx) < 160 and abs(y - ty) < 112 for tx, ty in taken):
            y += 128
        return x, y

    def _place_overlays(self) -> None:
        self._footer.move(12, self.height() - self._footer.height() - 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()
