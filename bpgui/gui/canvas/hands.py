"""From mouse and keyboard to gestures."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)

from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.drift import Drift
from bpgui.gui.canvas.drops import Drops
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch
from bpgui.gui.canvas.gestures.keyboard_wire import KeyboardWire
from bpgui.gui.canvas.gestures.pan import Pan
from bpgui.gui.canvas.gestures.resize import shrink
from bpgui.gui.canvas.grip import Grip
from bpgui.gui.canvas.hit import Hit, hit
from bpgui.gui.canvas.hover import Hover
from bpgui.gui.canvas.keyboard import Keyboard
from bpgui.gui.canvas.spacebar import Spacebar
from bpgui.gui.canvas.tips import card_tip, frame_tip, wire_tip

_THRESHOLD = 4.0


class Hands(QObject):
    """One gesture at a time, from the press of a button to its release."""

    #: A button went down, or a layer came over the canvas.
    touched = Signal()
    #: A node was double-clicked, or Enter pressed on it.
    opened = Signal(int)
    #: A frame's title was double-clicked, or a node outside of the frame that was entered.
    title_wanted = Signal(int)
    reveal_wanted = Signal(int)
    #: A menu is asked for: what is under the pointer, the spot, and the point of the screen.
    menu_requested = Signal(object, object, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._drops = Drops(desk)
        self.keyboard = Keyboard(desk)
        self.hover = Hover(desk)
        self._pressed: tuple[Touch, Hit] | None = None
        self._waiting: Gesture | None = None
        self._gesture: Gesture | None = None
        self._space = Spacebar()
        self._grip = Grip(desk)
        self._last = Touch(QPointF(), QPointF())
        self.drift = Drift(desk.view, self._drifted, self)

    @property
    def busy(self) -> bool:
        """Whether a gesture is going on."""
        return self._gesture is not None

    def cancel(self) -> None:
        """Break off the gesture that is going on."""
        self.drift.stop()
        gesture, self._gesture, self._waiting, self._pressed = self._gesture, None, None, None
        if gesture is not None:
            gesture.cancel()
        self.hover.show_cursor(Hit())

    # -- the mouse -----------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> bool:
        """A button went down: choose the gesture that a drag from here will be."""
        self.touched.emit()
        if self._gesture is not None:
            keyboard = isinstance(self._gesture, KeyboardWire)
            self.cancel()
            if not keyboard:
                return True
        touch = self._touch(event)
        under = self._hit(touch)
        if event.button() == Qt.MouseButton.MiddleButton or self.hover.grabs:
            self._waiting, under = Pan(self._desk), Hit()
            self._space.use()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._waiting = self._grip.take(touch, under)
        else:
            return False
        self._pressed = (touch, under)
        return True

    def move(self, event: QMouseEvent) -> bool:
        """The pointer moved: begin or go on with the gesture, or show what it is over."""
        touch = self._touch(event)
        if self._gesture is not None:
            self._go_on(touch)
        elif self._pressed is None:
            self.hover.over(self._hit(touch), touch.at)
        elif self._waiting is not None and _apart(self._pressed[0].pixel, touch.pixel):
            self._gesture, self._waiting = self._waiting, None
            # What is said about the card under the pointer would be in the way.
            self.hover.over(Hit(), None)
            self._desk.view.viewport().setCursor(self._gesture.cursor)
            self._gesture.begin(self._pressed[0])
            self._go_on(touch)
        return True

    def _go_on(self, touch: Touch) -> None:
        assert self._gesture is not None
        self._gesture.move(touch)
        self._last = touch
        if self._gesture.drifts:
            self.drift.follow(touch.pixel)

    def _drifted(self) -> None:
        """The scene has moved below a pointer that rests."""
        if self._gesture is not None:
            at = self._desk.view.scene_point(self._last.pixel)
            self._gesture.move(Touch(self._last.pixel, at, self._last.keys))

    def release(self, event: QMouseEvent) -> bool:
        """The button came up: finish the gesture, or take it for a click."""
        self.drift.stop()
        touch, pressed = self._touch(event), self._pressed
        gesture, self._gesture, self._waiting, self._pressed = self._gesture, None, None, None
        if gesture is not None:
            gesture.finish(touch)
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grip.click(*pressed)
        self.hover.over(self._hit(touch), touch.at)
        return True

    def double_click(self, event: QMouseEvent) -> bool:
        """On empty canvas or a wire: look for a layer to add. On anything else: open it."""
        touch = self._touch(event)
        under = self._hit(touch)
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if under.kind in ("nothing", "wire"):
            self._desk.search(Spot(touch.at, onto=under.edge))
        elif under.kind == "card":
            self.opened.emit(under.node)
        elif under.kind == "group":
            self._desk.document.enter(under.frame)
        elif under.kind == "frame":
            self.title_wanted.emit(under.frame)
        elif under.kind == "side":
            shrink(self._desk, under.frame)
        elif under.kind == "pin":
            self.reveal_wanted.emit(under.node)
        return True

    def leave(self) -> None:
        """The pointer is gone."""
        if self._gesture is None:
            self.hover.over(Hit(), None)
        self._drops.leave()

    # -- the keyboard --------------------------------------------------------------------------

    def key_press(self, event: QKeyEvent) -> bool:
        """Esc breaks off; Space held makes a drag pan."""
        if isinstance(self._gesture, KeyboardWire) and event.key() != Qt.Key.Key_Escape:
            wire = self._gesture
            # Forgotten first: what it ends with may open a popup, or be broken off by its own edit.
            self._gesture = None
            if not wire.key(Qt.Key(event.key())):
                self._gesture = wire
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
            return True
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hover.grabs = True
            self._space.press(event.timestamp())
            self.hover.show_cursor(Hit())
            return True
        if self.busy:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            return self._enter()
        return self.keyboard.press(event)

    def _escape(self) -> None:
        """Break off, or select nothing, or go out of the frame, whichever comes first."""
        desk = self._desk
        if self._gesture is not None or self._pressed is not None:
            self.cancel()
        elif desk.selection.nodes or desk.selection.wires or not desk.document.inside:
            desk.selection.only()
        else:
            desk.go_out()

    def _enter(self) -> bool:
        """Go into the group or frame selected, or open the node; whether there is one."""
        frame, here = self._desk.frame(), self.keyboard.here()
        if frame:
            self._desk.document.enter(frame)
        elif here is not None:
            self.opened.emit(here)
        return bool(frame) or here is not None

    def key_release(self, event: QKeyEvent) -> bool:
        """Space tapped, not held for a drag, looks for a layer to add."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return False
        tapped = self._space.release(event.timestamp()) and self.hover.grabs and not self.busy
        self.hover.grabs = False
        self.hover.show_cursor(Hit())
        if tapped:
            self._desk.search(Spot(self.pointer()))
        return True

    def let_go(self) -> None:
        """The keyboard is elsewhere: what it was doing here is over."""
        self.hover.grabs = False
        if isinstance(self._gesture, KeyboardWire):
            self.cancel()

    def start_wire(self, node: int) -> None:
        """Draw a wire from a node with the keyboard: from its output, or to its first input."""
        self.cancel()
        card = self._desk.scene.card_of(node)
        plugs = [] if card is None else card.plugs()
        outlets = [plug for plug in plugs if plug[1] == OUT]
        if not plugs:
            return
        wire = KeyboardWire(self._desk, *(outlets or plugs)[0])
        self._gesture = wire
        wire.start()

    def pointer(self) -> QPointF:
        """The pointer in the scene, or the middle of the view when it is elsewhere."""
        return self.pointer_inside() or self._desk.view.visible().center()

    def pointer_inside(self) -> QPointF | None:
        """The pointer in the scene, while it is over the canvas."""
        view = self._desk.view
        pixel = view.viewport().mapFromGlobal(QCursor.pos())
        inside = view.viewport().rect().contains(pixel)
        return view.scene_point(QPointF(pixel)) if inside else None

    # -- asking --------------------------------------------------------------------------------

    def context_menu(self, event: QContextMenuEvent) -> None:
        """Select what is under the pointer, and ask for its menu; by key, for the selection's."""
        self.cancel()
        pixel = QPointF(event.pos())
        here = self.keyboard.here()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and here is not None:
            card = self._desk.scene.card_of(here)
            middle = QPointF() if card is None else card.frame().center()
            pixel = self._desk.view.viewportTransform().map(middle)
        touch = Touch(pixel, self._desk.view.scene_point(pixel))
        under = self._hit(touch)
        self._grip.select(under)
        at = self._desk.view.viewport().mapToGlobal(pixel.toPoint())
        self.menu_requested.emit(under, Spot(touch.at), at)

    def tip(self, pixel: QPointF) -> str:
        """What is to be said about what is here, for a pointer that rests."""
        touch = Touch(pixel, self._desk.view.scene_point(pixel))
        under, check = self._hit(touch), self._desk.document.check
        if under.kind in ("card", "port") and under.node in self._desk.scene.cards:
            return card_tip(self._desk.scene.cards[under.node], check)
        if under.kind in ("group", "frame"):
            return frame_tip(under.frame, self._desk.graph)
        if under.kind == "wire" and under.edge is not None:
            return wire_tip(under.edge, self._desk.graph, check)
        return self._desk.scene.units.tip(touch.at)

    # -- dropping layers -----------------------------------------------------------------------

    def drag(self, event: QDragMoveEvent) -> None:
        """A layer of the palette is held over the canvas."""
        self.touched.emit()
        self._drops.drag(event)

    def drop(self, event: QDropEvent) -> None:
        """A layer of the palette was let go over the canvas."""
        self._drops.drop(event)

    def paint(self, painter: QPainter, scale: float) -> None:
        """Draw what belongs to the gesture over the scene."""
        if self._gesture is not None:
            self._gesture.paint(painter, scale)

    def _touch(self, event: QMouseEvent) -> Touch:
        pixel = event.position()
        return Touch(pixel, self._desk.view.scene_point(pixel), event.modifiers())

    def _hit(self, touch: Touch) -> Hit:
        return hit(self._desk.scene, touch.at, self._desk.view.zoom)


def _apart(first: QPointF, second: QPointF) -> bool:
    return (first - second).manhattanLength() > _THRESHOLD
