"""The notes of a project: what to look at, what to try; read and written."""

from __future__ import annotations

import dataclasses

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from bpgui.gui.document import Document


class Notes(QPlainTextEdit):
    """The notes as plain text; what is written is one step until the keyboard goes."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("notes")
        self.setAccessibleName("Notes")
        self.setPlaceholderText("What to look at, what to try: notes are saved with the project.")
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(16)
        self._document = document
        self._gesture = object()
        self.textChanged.connect(self._written)

    def show_notes(self) -> None:
        """Show the notes as they are in the project, unless somebody is writing."""
        if self.toPlainText() != self._document.project.notes and not self.hasFocus():
            self.setPlainText(self._document.project.notes)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._gesture = object()

    def _written(self) -> None:
        project, notes = self._document.project, self.toPlainText()
        if self.hasFocus() and notes != project.notes:
            after = dataclasses.replace(project, notes=notes)
            self._document.edit(after, "Edit notes", self._gesture)
