"""A canvas on the screen, and a hand that works it with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

import bpgui.engine.layers  # noqa: F401
from bpgui.engine.check import Check
from bpgui.engine.graph import Edge, Graph
from bpgui.gui.canvas import LAYER_MIME, Canvas
from bpgui.gui.canvas.facts import facts_of, problems_by_node
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.document import Document
from bpgui.project.project import Project
from tests.gui.dropping import drop

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
        return drop(self.viewport, mime, at)

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

    def close_lines(self) -> None:
        """Let go of a line in which something is being named."""
        for line in self.viewport.findChildren(QLineEdit):
            line.finish(keep=True)

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
        inside, around = self.document.inside, scene.around
        check, problems = self.document.check, problems_by_node(self.document.check)
        # How each node is seen: None as itself, a frame as a group, 0 not at all.
        seen: dict[int, int | None] = {}
        for id, node in graph.nodes.items():
            path = graph.frames_around(node.frame)[::-1]
            within = path[path.index(inside) + 1 :] if inside in path else path
            folded = [frame for frame in within if graph.frames[frame].collapsed]
            seen[id] = 0 if inside and inside not in path else next(iter(folded), None)
        assert scene.cards.keys() == {id for id, how in seen.items() if how is None}
        assert around.groups.keys() == {how for how in seen.values() if how}
        assert scene.wires.keys() == {
            edge
            for edge in graph.edges
            if (seen[edge.source] != 0 or seen[edge.target] != 0)
            and (seen[edge.source] is None or seen[edge.source] != seen[edge.target])
        }
        self._assert_frames()
        for id in scene.cards:
            node = graph.nodes[id]
            card = scene.cards[id]
            assert card.node is node
            assert card.scene() is scene
            assert (card.pos().x(), card.pos().y()) == node.at
            assert card.facts == facts_of(id, check, problems.get(id, ()))
            assert card.face.name.text == node.name
            assert card.selected == (id in self.document.selection)
        for edge, wire in scene.wires.items():
            assert wire.scene() is scene
            source, target = scene.card_of(edge.source), scene.card_of(edge.target)
            assert wire.start == (
                around.pins[edge.source, True].end()
                if source is None
                else source.plug_at((edge.source, OUT))
            )
            assert wire.end == (
                around.pins[edge.target, False].end()
                if target is None
                else target.plug_at((edge.target, edge.port))
            )
            assert wire.label == facts_of(edge.source, check, ()).shape
            assert wire.isVisible()
        items = {item for item in scene.items() if item.parentItem() is None}
        assert items == {
            *scene.cards.values(),
            *scene.wires.values(),
            *around.groups.values(),
            *around.frames.values(),
            *around.pins.values(),
        }

    def _assert_frames(self) -> None:
        """Frames stand around what they hold, groups amid it; pins for all that lies outside."""
        graph, scene = self.graph, self.canvas.scene
        around, found = scene.around, self.document.check
        for id, frame in around.frames.items():
            assert frame.frame is graph.frames[id]
            for node in graph.contents[id]:
                card = scene.card_of(node)
                assert card is not None
                assert frame.rect.contains(card.frame())
            for other, inner in around.frames.items():
                if id in graph.frames_around(graph.frames[other].parent):
                    assert frame.rect.contains(inner.rect)
                    assert inner.zValue() > frame.zValue()
            assert frame.selected == (id in self.canvas.selection.frames)
        for id, group in around.groups.items():
            held = graph.contents[id]
            assert group.ids == held
            assert group.face.name.text == graph.frames[id].title
            assert group.facts.parameters == sum(map(found.parameter_count, held))
            assert {p.node for p in group.facts.problems} <= held
            assert group.facts.level == max(
                (level(found, node) for node in held), key=["", "remark", "bad"].index
            )
            assert group.selected == bool(held & self.document.selection)
        inside = self.document.inside
        held = graph.contents.get(inside, frozenset(graph.nodes))
        assert around.pins.keys() == {
            (edge.source, True)
            for edge in graph.edges
            if edge.target in held and edge.source not in held
        } | {
            (edge.target, False)
            for edge in graph.edges
            if edge.source in held and edge.target not in held
        }


def level(check: Check, node: int) -> str:
    """How bad the worst problem of a node is."""
    return facts_of(node, check, problems_by_node(check).get(node, ())).level


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Callable[..., Bench]]:
    """Puts a canvas with a diagram on the screen."""
    made: list[Bench] = []

    def make(graph: Graph | None = None) -> Bench:
        made.append(Bench(graph or Graph(), qtbot))
        return made[-1]

    # Held to the end: a canvas that is collected while it is on the screen still gets events.
    yield make  # noqa: PT022
