"""A canvas on the screen, and a hand that works it with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

import bpgui.engine.layers  # noqa: F401
from bpgui.engine.graph import Edge, Graph
from bpgui.gui.canvas import LAYER_MIME, Canvas
from bpgui.gui.canvas.facts import Facts, facts
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.document import Document
from bpgui.project.project import Project

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Bench:
    """A canvas, its document, and what a user does and sees."""

    def __init__(self, graph: Graph, qtbot: QtBot) -> None:
        self.document = Document(Project(graph=graph))
        self.canvas = Canvas(self.document)
        qtbot.addWidget(self.canvas)
        self.canvas.resize(1000, 640)
        self.canvas.glide.animation.setDuration(0)
        self.canvas.show()
        self.canvas.activateWindow()
        assert QTest.qWaitForWindowActive(self.canvas)
        self.canvas.setFocus()
        self.said: list[str] = []
        self.canvas.message.connect(self.said.append)

    @property
    def graph(self) -> Graph:
        return self.document.graph

    @property
    def viewport(self):  # type: ignore[no-untyped-def]
        return self.canvas.view.viewport()

    # -- places --------------------------------------------------------------------------------

    def card(self, name: str) -> QPoint:
        """A spot on a card where there is nothing but the card."""
        return self.canvas.where(self.graph.named(name).id) + QPoint(0, 30)

    def output(self, name: str) -> QPoint:
        return self.canvas.where(self.graph.named(name).id, OUT)

    def port(self, name: str, port: str = "x") -> QPoint:
        return self.canvas.where(self.graph.named(name).id, port)

    def wire(self, source: str, target: str, share: float = 0.5) -> QPoint:
        edge = self.edge(source, target)
        return self.canvas.view.pixel(self.canvas.scene.wires[edge].path.pointAtPercent(share))

    def edge(self, source: str, target: str, port: str = "x") -> Edge:
        return Edge(self.graph.named(source).id, self.graph.named(target).id, port)

    # -- the hand ------------------------------------------------------------------------------

    def press(
        self, at: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        QTest.mousePress(self.viewport, button, keys, at)

    def move(
        self, at: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        everywhere = self.viewport.mapToGlobal(at)
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), QPointF(everywhere), none, button, keys
        )
        QApplication.sendEvent(self.viewport, event)

    def release(
        self, at: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        QTest.mouseRelease(self.viewport, button, keys, at)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.viewport, LEFT, keys, at)

    def drag(
        self,
        start: QPoint,
        end: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NONE,
        drop: bool = True,
    ) -> None:
        """Press, move in five steps, and (unless not `drop`) release."""
        self.press(start, button, keys)
        for step in range(1, 6):
            self.move(start + (end - start) * (step / 5), button, keys)
        self.move(end, button, keys)
        if drop:
            self.release(end, button, keys)

    def wheel(self, at: QPoint, notches: int) -> None:
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.viewport.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.viewport, event)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        """Press a key in whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.canvas.view, key, keys)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)

    def drop_layer(self, kind: str, at: QPoint) -> bool:
        """Drag a kind of layer from the palette to here; whether it was taken."""
        mime = QMimeData()
        mime.setData(LAYER_MIME, kind.encode())
        actions, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(at, actions, mime, none, NONE)
        QApplication.sendEvent(self.viewport, enter)
        event = QDropEvent(QPointF(at), actions, mime, none, NONE)
        event.setAccepted(False)
        QApplication.sendEvent(self.viewport, event)
        return event.isAccepted()

    def menu(self, at: QPoint) -> QMenu:
        """Right-click here; the menu that opens."""
        everywhere = self.viewport.mapToGlobal(at)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, everywhere, NONE)
        QApplication.sendEvent(self.viewport, event)
        return self.canvas.findChild(QMenu, "canvas_menu")

    def close_popups(self) -> None:
        """Close what a gesture may have opened."""
        for widget in self.canvas.findChildren(QWidget):
            if widget.isWindow() and widget.isVisible():
                widget.close()

    def undo(self) -> None:
        self.document.undo_stack.undo()

    def redo(self) -> None:
        self.document.undo_stack.redo()

    @property
    def steps(self) -> int:
        """How many undo steps there are."""
        return self.document.undo_stack.index()

    def selected(self) -> set[str]:
        return {self.graph.nodes[id].name for id in self.document.selection}

    def assert_mirrors(self) -> None:
        """The canvas shows the diagram, all of it and nothing else."""
        graph, scene = self.graph, self.canvas.scene
        known = facts(self.document.check)
        assert scene.cards.keys() == graph.nodes.keys()
        assert scene.wires.keys() == set(graph.edges)
        for id, node in graph.nodes.items():
            card = scene.cards[id]
            assert card.node is node
            assert card.scene() is scene
            assert (card.pos().x(), card.pos().y()) == node.at
            assert card.facts == known.get(id, Facts())
            assert card.face.name.text == node.name
            assert card.selected == (id in self.document.selection)
        for edge, wire in scene.wires.items():
            source, target = scene.cards[edge.source], scene.cards[edge.target]
            assert wire.scene() is scene
            assert wire.start == source.port_at(OUT)
            assert wire.end == target.port_at(edge.port)
            assert wire.label == known.get(edge.source, Facts()).shape
            assert wire.isVisible()
        items = {item for item in scene.items() if item.parentItem() is None}
        assert items == {*scene.cards.values(), *scene.wires.values()}


@pytest.fixture
def bench(qtbot: QtBot) -> Callable[..., Bench]:
    """Puts a canvas with a diagram on the screen."""
    return lambda graph=None: Bench(graph or Graph(), qtbot)
