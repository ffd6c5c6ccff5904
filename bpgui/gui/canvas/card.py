"""A node as a card: what it shows, and where its ports are."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bpgui.engine.graph import Node, Position
from bpgui.gui import theme
from bpgui.gui.canvas import card_paint
from bpgui.gui.canvas.face import Face
from bpgui.gui.canvas.facts import Facts
from bpgui.gui.canvas.fits import OUT, Fits
from bpgui.gui.canvas.folded import Plug
from bpgui.gui.canvas.geometry import (
    CARD,
    CARD_HEIGHT,
    CARD_WIDTH,
    MIDDLE,
    PORT_RADIUS,
    sockets,
)
from bpgui.gui.canvas.portrait import ALBUM

_ROOM = CARD.adjusted(-PORT_RADIUS - 4, -4, PORT_RADIUS + 4, 6)


class Card(QGraphicsItem):
    """One node on the canvas. It is told what to show, and knows nothing else."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.facts = Facts()
        #: What the facts were made from: shape, parameters and problems as the engine gave them.
        self.seen: tuple[object, object, object] = (None, None, ())
        self.selected = False
        self.hover = False
        #: The gradient's norm, and where it lies on the colour scale, while there is one.
        self.gradient: tuple[float, float] | None = None
        #: The level of what is said about the node from outside.
        self.notice = ""
        self.fits: Fits | None = None
        self.sockets = sockets(node.layer)
        self.face = Face(self)
        self.setZValue(1)
        self.setPos(*node.at)

    def show_node(self, node: Node) -> None:
        """Become this node."""
        moved, same = node.at != self.node.at, node.layer is self.node.layer
        same = same and node.muted == self.node.muted
        renamed = node.name != self.node.name
        self.node = node
        if moved:
            self.setPos(*node.at)
        if not same or renamed:
            self.sockets = sockets(node.layer)
            self.refresh()

    def show_facts(self, facts: Facts) -> None:
        """Show another shape, another number of parameters, other problems."""
        before, self.facts = self.facts, facts
        if not facts.looks_like(before):
            self.refresh()

    def show_gradient(self, gradient: tuple[float, float] | None) -> None:
        """Show another gradient."""
        if gradient != self.gradient:
            self.gradient = gradient
            self.update(card_paint.LIVE)

    def show_notice(self, level: str) -> None:
        """Wear the badge of what is said about the node from outside; empty for none."""
        if level != self.notice:
            self.notice = level
            self._look_different()

    def refresh(self) -> None:
        """Lay out the words again, and paint."""
        self.face = Face(self)
        self._look_different()

    def set_flag(self, name: str, on: bool) -> None:
        """Switch `selected` or `hover`."""
        if getattr(self, name) != on:
            setattr(self, name, on)
            self._look_different()

    def _look_different(self) -> None:
        ALBUM.forget(self)
        self.update()

    # -- places --------------------------------------------------------------------------------

    def port_at(self, port: str) -> QPointF:
        """Where a port is in the scene; OUT is the output."""
        # In plain numbers, here and below: a tidied diagram asks thousands of times.
        if port == OUT:
            return QPointF(self.x() + CARD_WIDTH, self.y() + MIDDLE)
        return QPointF(self.x(), self.y() + self.sockets.get(port, MIDDLE))

    def ports(self) -> list[str]:
        """Its ports, the output among them."""
        return [*self.sockets, *((OUT,) if self.node.layer.has_output else ())]

    @property
    def ids(self) -> frozenset[int]:
        """The nodes it stands for."""
        return frozenset((self.node.id,))

    def plugs(self) -> list[Plug]:
        """The ends that a wire can have here, each by its node and port."""
        return [(self.node.id, port) for port in self.ports()]

    def plug_at(self, plug: Plug) -> QPointF:
        """Where such an end is in the scene."""
        return self.port_at(plug[1])

    def plug_near(self, point: QPointF, tolerance: float) -> Plug | None:
        """The end under a point of the scene."""
        best, nearest = None, tolerance
        for plug in self.plugs():
            distance = QLineF(self.plug_at(plug), point).length()
            if distance <= nearest:
                best, nearest = plug, distance
        return best

    def place(self) -> Position:
        """Where it is seen now, which may be on its way to where the node stands."""
        return (self.x(), self.y())

    def frame(self) -> QRectF:
        """The card's outline in the scene."""
        return QRectF(self.x(), self.y(), CARD_WIDTH, CARD_HEIGHT)

    # -- QGraphicsItem -------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return _ROOM

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        ALBUM.paint(self, painter)
        if self.gradient is not None or self.fits is not None:
            card_paint.paint_live(self, painter, painter.worldTransform().m11())

    @property
    def category(self) -> theme.Category:
        """Its hue and its sign."""
        return theme.category(self.node.layer.group, self.node.layer.kind())
