"""The diagram editor as a widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpgui.engine.graph import Edge, Position
from bpgui.engine.layer import layers
from bpgui.gui import theme
from bpgui.gui.canvas import shelf
from bpgui.gui.canvas.actions import Actions
from bpgui.gui.canvas.adding import Addition, Spot
from bpgui.gui.canvas.blocks import Block
from bpgui.gui.canvas.callout import Notice
from bpgui.gui.canvas.commands import Commands
from bpgui.gui.canvas.crumbs import Crumbs
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.fits import OUT, Fits
from bpgui.gui.canvas.footer import Footer
from bpgui.gui.canvas.framing import Framing
from bpgui.gui.canvas.geometry import CARD_WIDTH, OUTPUT, STRIDE
from bpgui.gui.canvas.glide import Glide
from bpgui.gui.canvas.hands import Hands
from bpgui.gui.canvas.hit import Hit
from bpgui.gui.canvas.invitation import Invitation
from bpgui.gui.canvas.level import entered
from bpgui.gui.canvas.menus import Menus
from bpgui.gui.canvas.minimap import Minimap
from bpgui.gui.canvas.rename import Rename
from bpgui.gui.canvas.retitle import Retitle
from bpgui.gui.canvas.scene import Scene
from bpgui.gui.canvas.search import Search
from bpgui.gui.canvas.selection import Selection
from bpgui.gui.canvas.units import Portraits
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
    #: A node and one of its units the pointer has come to; 0, -1 when it goes.
    unit_pointed = Signal(int, int)
    #: A ready block was saved, or thrown away.
    blocks_changed = Signal()

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
        self.scene.units.pointed.connect(self.unit_pointed)
        self.view.hands = self.hands
        self._commands = Commands(
            self._desk, self.hands, self.rename, self.retitle, self.help_requested.emit, self
        )
        self._framing = Framing(self._desk, self.retitle, self.blocks_changed.emit)
        self._actions = Actions(self._commands, self._framing, self)
        self._menus = Menus(self._desk, self._actions.by_name, self._add, self._framing, self)
        self.hands.menu_requested.connect(self._open_menu)
        self.glide = Glide(self.scene, self)
        self.hands.touched.connect(self.glide.finish)
        self._invitation = Invitation(self)
        self._footer = Footer(self)
        self._crumbs = Crumbs(self)
        self._crumbs.chosen.connect(document.enter)
        self.hands.title_wanted.connect(self.retitle)
        self.hands.reveal_wanted.connect(self.reveal)
        self._minimap = Minimap(self.scene, self.view, self)
        self.glide.arrived.connect(self._minimap.forget)
        self.selection.changed.connect(self._minimap.forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._footer.raise_()
        self.setFocusProxy(self.view)
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        document.entered.connect(self._entered)
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

    def show_units(self, portraits: Mapping[int, Portraits]) -> None:
        """Show what the units of these layers say, below their cards; nothing below the others."""
        if self.scene.units.show_portraits(portraits):
            self.scene.around.surround()
            self.scene.place_callouts()
            self.view.follow()
            self._minimap.forget()

    def show_notices(self, notices: Mapping[int, Sequence[Notice]]) -> None:
        """Say these about the nodes, besides the problems of the diagram itself."""
        self.scene.show_notices({id: tuple(said) for id, said in notices.items() if said})

    # -- for the rest of the window ------------------------------------------------------------

    def add_layer(self, kind: str) -> int:
        """Add a layer of this kind, after the selected one if that leads nowhere yet; its id.

        "block:" and a name stand for a ready block, of which it is the last layer.
        """
        block = shelf.called(kind)
        if block is not None:
            spot = self._next_spot(block)
            return self._add(block, spot if spot.takes(block) else Spot(spot.at))
        layer = layers[kind]()
        return self._add(layer, self._next_spot(layer))

    def ready_blocks(self) -> list[tuple[str, str]]:
        """The ready blocks, those the user has saved among them: names, and a few words."""
        return [(block.label, block.hint) for block in shelf.blocks()]

    def reveal(self, node: int) -> None:
        """Select a node and bring it into sight, as a click on its problem in a list does."""
        graph = self._document.graph
        if node in graph.nodes:
            self._document.enter(entered(graph, node, self._document.inside))
            self.selection.only([node])
            self.view.keep_in_sight(self.scene.extent([node]))

    def where(self, node: int, port: str | None = None) -> QPoint:
        """Where on `view.viewport()` a card's middle is, or a port ("" is the output)."""
        card = self.scene.card_of(node)
        assert card is not None
        return self.view.pixel(
            card.frame().center() if port is None else card.plug_at((node, port))
        )

    def open_search(self, spot: Spot) -> None:
        """Look for a layer to add at a spot."""
        search = Search(spot, self)
        search.chosen.connect(self._add)
        search.open_at(self.view.viewport().mapToGlobal(self.view.pixel(spot.at)))

    def rename(self, node: int) -> None:
        """Let the user rename a node where it stands."""
        self.view.keep_in_sight(self.scene.extent([node]))
        Rename(self._desk, node)

    def retitle(self, frame: int, gesture: object = None) -> None:
        """Let the user give a frame another title where it stands, as part of a gesture."""
        self.view.keep_in_sight(self.scene.extent(self._document.graph.contents[frame]))
        Retitle(self._desk, frame, gesture)

    # -- inside --------------------------------------------------------------------------------

    def _changed(self, before: object, after: object) -> None:
        self.hands.cancel()
        self.glide.finish()
        moved = self._mirror()
        self.glide.run(moved, {id: self._document.graph.nodes[id].at for id in moved})

    def _entered(self, frame: int) -> None:
        """Another frame was entered, or all of it is looked at again."""
        self.hands.cancel()
        self.glide.finish()
        self._mirror()
        self.view.fit()

    def _replaced(self) -> None:
        self.hands.cancel()
        self.glide.finish()
        self._mirror()
        self.view.fit()

    def _mirror(self) -> dict[int, Position]:
        """Show the document as it is now; where the cards that have moved were seen last."""
        graph, check = self._document.graph, self._document.check
        moved = self.scene.mirror(graph, check, self._document.inside)
        self.selection.show()
        data = self._document.dataset
        rows = 0 if data is None else len(data)
        self._footer.sum_up(self._document.project, check, self.scene.parameters, rows)
        self._invitation.setVisible(not graph.nodes)
        self._crumbs.show_path(graph, self._document.inside)
        self._minimap.forget()
        self._place_overlays()
        return moved

    def _add(self, what: Addition, spot: Spot, *_: object) -> int:
        """Add something where it was asked for; the id of its last node."""
        before = self._document.graph
        if spot.behind is not None:
            behind = self._next_spot(what)
            spot = behind if behind.fits is not None and behind.takes(what) else spot
        after = self._desk.placed(before, spot.add(before, what), spot.at)
        last = after.newest
        name = what.label if isinstance(what, Block) else last.name
        self._document.edit_graph(after, f"Add {name}")
        self.selection.only(after.nodes.keys() - before.nodes.keys())
        self.view.keep_in_sight(self.scene.extent([last.id]))
        return last.id

    def _open_menu(self, under: Hit, spot: Spot, at: QPoint) -> None:
        menu = self._menus.build(under, spot)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _next_spot(self, what: Addition) -> Spot:
        """Where something goes of which only the kind is known."""
        graph, chosen = self._document.graph, self.selection.nodes
        if len(chosen) != 1:
            return Spot(self.view.visible().center())
        node = graph.nodes[next(iter(chosen))]
        end = QPointF(*node.at) + OUTPUT + QPointF(STRIDE - CARD_WIDTH, 0.0)
        free = node.layer.has_output and not graph.outgoing[node.id]
        fits = Fits(graph, self._document.check, node.id, OUT) if free else None
        if fits is not None and (isinstance(what, Block) or fits.takes(what) is not None):
            return Spot(end, fits)
        return Spot(end + QPointF(CARD_WIDTH / 2, 0.0))

    def _theme_changed(self, palette: object) -> None:
        self.scene.update()
        self.view.redraw()
        self._minimap.forget()

    def _place_overlays(self) -> None:
        self._crumbs.move(8, 8)
        self._footer.move(4, self.height() - self._footer.height() - 5)
        self._invitation.move(self.rect().center() - self._invitation.rect().center())
        corner = self._minimap.size()
        self._minimap.move(self.width() - corner.width() - 12, self.height() - corner.height() - 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()
