"""Renaming a node where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from bpgui.engine.graph import clean_name
from bpgui.gui import theme
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.geometry import CARD_WIDTH

#: Where the name stands on a card.
_NAME = QRectF(12, 6, CARD_WIDTH - 20, 25)

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


class Rename(QLineEdit):
    """A line over the name on a card. Enter or a click elsewhere keeps the text, Esc does not."""

    done = Signal()

    def __init__(self, desk: Desk, node: int) -> None:
        super().__init__(desk.view.viewport())
        self._desk, self._node = desk, node
        self._over = False
        self.setObjectName("canvas_rename")
        self.setAccessibleName(self.tr("Name of the layer"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = desk.graph.nodes[node].name
        self.setText(name)
        self.setMaxLength(100)
        self.selectAll()
        self._place()
        desk.view.looked.connect(self._place)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self, keep: bool) -> None:
        """Close, and rename the node if `keep`."""
        if self._over:
            return
        self._over = True
        typed = self.text()
        self.close()
        if keep and self._node in self._desk.graph.nodes:
            self._apply(typed)
        self.done.emit()

    def event(self, event: QEvent) -> bool:
        # Tab would add a layer, were it left to the canvas' shortcuts.
        if isinstance(event, QKeyEvent) and event.key() in _ENDS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.finish(keep=event.key() != Qt.Key.Key_Escape)
                self._desk.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish(keep=True)

    def _apply(self, typed: str) -> None:
        graph = self._desk.graph
        before = graph.nodes[self._node].name
        wanted = clean_name(typed)
        after = graph.rename(self._node, typed) if wanted != before else graph
        name = after.nodes[self._node].name
        self._desk.document.edit_graph(after, f"Rename {before}")
        if not wanted:
            self._desk.say(self.tr("A layer needs a name: it is called {name}.").format(name=name))
        elif name != wanted:
            said = self.tr("There is a {taken} already: this one is called {name}.")
            self._desk.say(said.format(taken=wanted, name=name))

    def _place(self) -> None:
        """Stand over the name, in letters of its size as far as they can be read."""
        view = self._desk.view
        card = self._desk.scene.cards.get(self._node)
        if card is None:
            return
        box = view.viewportTransform().mapRect(_NAME.translated(card.pos()))
        size = max(11, min(52, round(13 * view.zoom)))
        self.setFont(theme.font(size))
        width, height = max(120, round(box.width())), max(24, round(box.height()))
        self.setFixedSize(width, height)
        self.move(round(box.x()), round(box.center().y() - height / 2))
