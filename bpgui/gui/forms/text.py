"""Settings that are typed as text: words, shapes, and tables of numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from bpgui.engine.fields import FieldError, Spec
from bpgui.engine.typed import read, show
from bpgui.gui.forms.editor import MIXED, Editor

_LINES = 6


class TextEditor(Editor):
    """One line of text, read and written as its spec says; `more` stand beside it."""

    def __init__(self, spec: Spec, *more: QWidget) -> None:
        self.line = QLineEdit()
        super().__init__(self.line, *more)
        self._spec = spec
        self._value: Any = None
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._tidy)

    def set_value(self, value: Any) -> None:
        self._value, self.bad = value, False
        self._tidy()

    def set_mixed(self) -> None:
        self._value, self.bad = None, False
        self.line.clear()
        self.line.setPlaceholderText(MIXED)

    def _tidy(self) -> None:
        if self._value is not None and not self.bad:
            text = show(self._spec, self._value)
            if self.line.text() != text:
                self.line.setText(text)
                self.line.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        try:
            self._value = read(self._spec, text)
        except FieldError as error:
            self.reject(str(error))
            return
        self.enter(self._value)


class Table(QPlainTextEdit):
    """A few lines of text, as high as what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.textChanged.connect(self.updateGeometry)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.verticalScrollBar().setValue(0)

    def sizeHint(self) -> QSize:
        lines = min(max(self.blockCount(), 1), _LINES)
        margins = 2 * (self.document().documentMargin() + 5)
        return QSize(120, round(lines * self.fontMetrics().lineSpacing() + margins))

    def minimumSizeHint(self) -> QSize:
        return QSize(56, self.sizeHint().height())


class NumbersEditor(Editor):
    """A list or a table of numbers, one row a line; pastes from a spreadsheet."""

    def __init__(self, spec: Spec) -> None:
        self._table = Table()
        super().__init__(self._table)
        self._spec = spec
        self._value: Any = None
        self._table.textChanged.connect(self._typed)

    def set_value(self, value: Any) -> None:
        self._value, self.bad = value, False
        self._write(show(self._spec, value))

    def set_mixed(self) -> None:
        self._value, self.bad = None, False
        self._write("")
        self._table.setPlaceholderText(MIXED)

    def _write(self, text: str) -> None:
        if self._table.toPlainText() != text:
            self._table.blockSignals(True)
            self._table.setPlainText(text)
            self._table.blockSignals(False)
            self._table.updateGeometry()

    def _typed(self) -> None:
        try:
            self._value = read(self._spec, self._table.toPlainText())
        except FieldError as error:
            self.reject(str(error))
            return
        self.enter(self._value)
