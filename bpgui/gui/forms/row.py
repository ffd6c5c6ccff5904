"""One line of a form: the label, the editor, and below them what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from bpgui.engine.fields import Field, OneOf
from bpgui.gui import theme
from bpgui.gui.forms.editors import editor_for
from bpgui.gui.forms.words import default_text, tip_of

#: Room for the label, so that the editors of a form stand below each other.
LABEL_WIDTH = 120
LATER = "Takes effect at the next Reset."


class Row(QWidget):
    """Shows the values of one setting: one, or one for each declaration of a form over several.

    `changed(value, gesture)` is the user's edit; edits that belong together share the gesture.
    """

    changed = Signal(object, object)

    def __init__(self, field: Field, name: str, label_width: int = LABEL_WIDTH) -> None:
        super().__init__()
        self.field = field
        self.setObjectName(f"row_{name}")
        self.editor = editor_for(field)
        self._values: list[Any] = []
        self._gesture: object = None
        self._label = theme.label(field.label, "muted")
        self._later = theme.Glyph("reset", "disabled", 12)
        self._error = theme.label("", "bad")
        self._name_parts(name)
        self._lay_out(label_width)
        self._connect()

    @property
    def values(self) -> list[Any]:
        """What is shown."""
        return self._values

    @property
    def error(self) -> str:
        """The sentence below the editor; empty where all is well."""
        return self._error.text()

    def show_values(self, values: Sequence[Any], fresh: bool = False) -> None:
        """Show these values; what the user is typing stays, unless it means something else now.

        `fresh` values are those of another thing: then nothing typed stays.
        """
        if not fresh and values and list(values) == self._values:
            return
        self._values = list(values)
        self._gesture = None
        self._restore()

    def show_error(self, sentence: str) -> None:
        """Say what is wrong below the editor; nothing, if the sentence is empty."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        for part in self.editor.parts[:1]:
            if bool(part.property("invalid")) != bool(sentence):
                part.setProperty("invalid", bool(sentence))
                part.style().unpolish(part)
                part.style().polish(part)
        self.editor.parts[0].setAccessibleDescription(sentence or self.field.spec.help)

    def show_later(self, running: Sequence[Any] | None, quiet: bool = False) -> None:
        """Mark a setting that a run does not take up while it goes on; None where there is no run.

        `running` are the values the run has: the mark is stronger where others stand here now, and
        with `quiet` only then there at all.
        """
        waits = running is not None and self._differs(running)
        shown = running is not None and not self.field.spec.live and (waits or not quiet)
        self._later.setVisible(shown)
        self._later.show_icon("reset", "warning" if waits else "disabled")
        self._later.setProperty("waits", waits)

    def reset(self) -> None:
        """Put the default back, as an undo step of its own."""
        self._gesture = None
        self.editor.set_value(self.field.default)
        self._entered(self.field.default)
        self._gesture = None

    def _entered(self, value: Any) -> None:
        self._values = [value] * max(1, len(self._values))
        self.show_error("")
        self._gesture = self._gesture or object()
        self.changed.emit(value, self._gesture)

    def _rejected(self, sentence: str) -> None:
        self.show_error(f"{self.field.label} {sentence}.")

    def _finished(self) -> None:
        self._gesture = None

    def _restore(self) -> None:
        self.show_error("")
        if self._agree():
            self.editor.set_value(self._values[0])
        else:
            self.editor.set_mixed()

    def _differs(self, running: Sequence[Any]) -> bool:
        """Whether the run has other values; of declarations only the kinds are compared here."""
        if isinstance(self.field.spec, OneOf):
            return [type(value) for value in running] != [type(value) for value in self._values]
        return list(running) != self._values

    def _agree(self) -> bool:
        """Whether one value stands for all: of declarations only the kind is shown here."""
        if isinstance(self.field.spec, OneOf):
            return len({type(value) for value in self._values}) == 1
        return bool(self._values) and all(value == self._values[0] for value in self._values)

    def _menu(self, at: QPoint) -> None:
        sender = self.sender()
        widget = sender if isinstance(sender, QWidget) else self
        menu = _text_menu(widget)
        menu.setObjectName("field_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.reset_action(menu))
        menu.popup(widget.mapToGlobal(at))

    def reset_action(self, parent: QWidget) -> QAction:
        """The action "Reset to default", which says what the default is."""
        action = QAction(f"Reset to default ({default_text(self.field)})", parent)
        action.setObjectName("reset_to_default")
        action.setEnabled(any(value != self.field.default for value in self._values))
        action.triggered.connect(self.reset)
        return action

    def _name_parts(self, name: str) -> None:
        main, *others = self.editor.parts
        main.setObjectName(f"field_{name}")
        for other in others:
            other.setObjectName(f"{other.objectName() or 'slider'}_{name}")
        for part in self.editor.parts:
            part.setAccessibleName(part.accessibleName() or self.field.label)
            part.setAccessibleDescription(self.field.spec.help)
        tip = tip_of(self.field)
        self._label.setToolTip(tip)
        self._label.setBuddy(main)
        if not isinstance(self.field.spec, OneOf):
            main.setToolTip(tip)
        self._later.setObjectName(f"later_{name}")
        self._later.setToolTip(LATER)
        self._later.setAccessibleName(LATER)
        self._later.hide()
        self._error.setObjectName(f"error_{name}")
        self._error.setWordWrap(True)
        self._error.setFont(theme.caption())
        self._error.hide()

    def _lay_out(self, label_width: int) -> None:
        head = QWidget()
        head.setFixedWidth(label_width)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self._label)
        line.addWidget(self._later)
        line.addStretch(1)
        self._label.setMinimumHeight(28)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.addWidget(head, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self._error, 1, 1)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        self.editor.entered.connect(self._entered)
        self.editor.rejected.connect(self._rejected)
        self.editor.finished.connect(self._finished)
        self.editor.restored.connect(self._restore)
        for part in (self._label, *self.editor.parts):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(self._menu)


def _text_menu(widget: QWidget) -> QMenu:
    """The usual menu of a text, so that cut, copy and paste stay at hand; else an empty one."""
    line = widget.lineEdit() if isinstance(widget, QAbstractSpinBox) else widget
    if isinstance(line, QLineEdit | QPlainTextEdit):
        menu = line.createStandardContextMenu()
        menu.addSeparator()
        return menu
    return QMenu(widget)
