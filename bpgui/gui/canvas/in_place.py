"""A line in which something is named where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from bpgui.gui import theme
from bpgui.gui.canvas.desk import Desk

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


class InPlace(QLineEdit):
    """Enter or a click elsewhere keeps the text, Esc does not. `box` and `apply` are its own."""

    done = Signal()

    def __init__(self, desk: Desk, text: str) -> None:
        super().__init__(desk.view.viewport())
        self.desk = desk
        self._over = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setText(text)
        self.setMaxLength(100)
        self.selectAll()
        self._place()
        desk.view.looked.connect(self._place)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def box(self) -> QRectF | None:
        """Where the text stands in the scene; None where it is gone."""
        raise NotImplementedError

    def apply(self, typed: str) -> None:
        """Make the edit."""
        raise NotImplementedError

    def finish(self, keep: bool) -> None:
        """Close, and make the edit if `keep`."""
        if self._over:
            return
        self._over = True
        typed = self.text()
        self.close()
        if keep and self.box() is not None:
            self.apply(typed)
        self.done.emit()

    def event(self, event: QEvent) -> bool:
        # Tab would add a layer, were it left to the canvas' shortcuts.
        if isinstance(event, QKeyEvent) and event.key() in _ENDS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.finish(keep=event.key() != Qt.Key.Key_Escape)
                self.desk.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish(keep=True)

    def _place(self) -> None:
        """Stand over the text, in letters of its size as far as they can be read."""
        view, box = self.desk.view, self.box()
        if box is None:
            return
        seen = view.viewportTransform().mapRect(box)
        self.setFont(theme.font(max(11, min(52, round(13 * view.zoom)))))
        width, height = max(120, round(seen.width())), max(24, round(seen.height()))
        self.setFixedSize(width, height)
        self.move(round(seen.x()), round(seen.center().y() - height / 2))
