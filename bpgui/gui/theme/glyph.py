"""An icon that stands by itself: in a card, a pill, beside a message."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpgui.gui.theme.icons import paint_icon
from bpgui.gui.theme.live import current
from bpgui.gui.theme.metrics import ICON


class Glyph(QWidget):
    """Shows one icon, `size` pixels square, in the colour its role has in the live theme."""

    def __init__(self, name: str, role: str = "text", size: int = ICON) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon or colour from now on."""
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = getattr(current(), self._role)
        paint_icon(painter, QRectF(0, 0, self._size, self._size), self._name, color)
        painter.end()
