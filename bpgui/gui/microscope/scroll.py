"""The frame around the sheet: scrolls it, and leaves the arrow keys to the microscope."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from bpgui.gui.microscope.sheet import Sheet


class Scroll(QScrollArea):
    """Lays the sheet out for the room there is."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.setObjectName("microscope_scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sheet = sheet
        self.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The room with both scroll bars, so that one that comes takes nothing away.
        bar = self.verticalScrollBar().sizeHint().width()
        self._sheet.lay_out(self.width() - bar, self.height() - 2)

    def show_section(self) -> None:
        """Bring what is told of one weight into sight."""
        top = self._sheet.section
        if top is not None and top > self.verticalScrollBar().value() + 0.5 * self.height():
            self.verticalScrollBar().setValue(round(top - 0.25 * self.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
