"""A widget that is drawn by hand; when that fails it says so, and the window goes on."""

from __future__ import annotations

import traceback

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme


class Canvas(QWidget):
    """Override `draw`. `stale()` asks for it to be done again; a change of theme does so too."""

    failed = Signal(object)  # Exception

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        theme.changes.changed.connect(self._theme_changed)

    def draw(self, painter: QPainter) -> None:
        """Draw everything; the painter has the small font and smooth edges."""

    def stale(self) -> None:
        """Draw anew when there is time."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.caption())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self.draw(painter)
        except Exception as error:
            traceback.print_exc()
            self.failed.emit(error)
        finally:
            painter.end()

    def _theme_changed(self, palette: theme.Palette) -> None:
        self.stale()
