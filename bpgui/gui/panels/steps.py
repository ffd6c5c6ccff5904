"""The list of all that was done to the project; a click goes back there, or forward again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from bpgui.gui import theme
from bpgui.gui.document import Document

#: What stands above the first step, for the project as it was before it.
START = "At the start"


class Steps(QListWidget):
    """Every undo step by its name, the present one marked; those ahead can be redone.

    A click, or the arrow keys, go there at once.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self.setAccessibleName("History of edits")
        self.setToolTip("Click a step to go back to it, or forward again.")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setViewportMargins(10, 0, 6, 0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._document = document
        self._stack = document.undo_stack
        self._stack.indexChanged.connect(self.refresh)
        document.reader.ended.connect(self.refresh)  # it may have been given up on its way
        theme.changes.changed.connect(self.refresh)
        self.currentRowChanged.connect(self._go)

    def refresh(self, *_: object) -> None:
        """Show the steps as they are now."""
        if not self.isVisible():
            return
        self.blockSignals(True)
        self._show_words([START, *(self._stack.text(n) for n in range(self._stack.count()))])
        self._show_present()
        self.blockSignals(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _show_words(self, words: list[str]) -> None:
        """Make as many entries as there are steps; most stand there already."""
        while self.count() > len(words):
            self.takeItem(self.count() - 1)
        for row, text in enumerate(words):
            if row == self.count():
                self.addItem(QListWidgetItem(text))
            elif self.item(row).text() != text:
                self.item(row).setText(text)

    def _show_present(self) -> None:
        colors, present = theme.current(), self._stack.index()
        for row in range(self.count()):
            item, ahead = self.item(row), row > present
            item.setForeground(colors.color("muted" if ahead else "text"))
            state = "to be redone" if ahead else "present" if row == present else "done"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {state}")
        self.setCurrentRow(present)
        self.scrollToItem(self.item(present))

    def _go(self, row: int) -> None:
        if row >= 0:
            self._document.go_to(row)
