"""The form: editors for all settings of a declaration, or of several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpgui.engine.declaration import Declaration, replace
from bpgui.engine.fields import Choice, Field, FieldError, OneOf, fields_of
from bpgui.gui.forms.more import WORTH, More
from bpgui.gui.forms.row import LABEL_WIDTH, Row

#: How far the settings of a setting stand to the right.
_INDENT = 12


class Form(QWidget):
    """Shows declarations; every good edit comes back as changed declarations.

    Over several declarations it shows the settings they have in common, "mixed" where they differ,
    and an edit goes to all. `edited(declaration, gesture)` comes for a form over one,
    `edited_all(declarations, gesture)` for every form; one gesture is one undo step.
    """

    edited = Signal(object, object)
    edited_all = Signal(object, object)

    def __init__(self, prefix: str = "", label_width: int = LABEL_WIDTH) -> None:
        super().__init__()
        self._prefix = prefix
        self._label_width = label_width
        self._declarations: tuple[Declaration, ...] = ()
        self._running: tuple[Declaration, ...] | None = None
        self._quiet = False
        self._rows: dict[str, Row] = {}
        self._nested: dict[str, Form] = {}
        #: Those seldom changed, and where they are tucked away, if there are enough of them.
        self._tucked: list[Field] = []
        self._more: More | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """What is shown."""
        return self._declarations

    @property
    def rows(self) -> dict[str, Row]:
        """The lines of the form by the name of their setting."""
        return self._rows

    def show_declarations(self, declarations: Sequence[Declaration], fresh: bool = False) -> None:
        """Show these. Where the settings are the same, editors stay, with what is being typed.

        `fresh` says that they belong to something else than before, so that nothing typed stays.
        """
        self._declarations = tuple(declarations)
        fields = common_fields(self._declarations)
        if [row.field for row in self._rows.values()] != fields:
            self._rebuild(fields)
            fresh = True
        if fresh:
            self._unfold()
        for name, row in self._rows.items():
            row.editor.set_owners(self._declarations)
            row.show_values(self._values(name), fresh)
            if name in self._nested:
                self._show_nested(name, fresh)
        self._mark()

    def set_running(self, running: Sequence[Declaration] | None, quiet: bool = False) -> None:
        """Say what the run in progress was started with, to mark what it cannot take up.

        `quiet` marks only what stands here otherwise than in the run.
        """
        self._running = None if running is None else tuple(running)
        self._quiet = quiet
        self._mark()

    # -- building ------------------------------------------------------------------------------

    def _rebuild(self, fields: list[Field]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._rows, self._nested = {}, {}
        tucked = [field for field in fields if field.spec.advanced]
        more = More(f"{self._prefix}more") if len(tucked) >= WORTH else None
        for field in fields:
            hidden = field in tucked
            self._add_row(field, more.column if more and hidden else self._column)
        if more is not None:
            self._column.addWidget(more)
        self._more, self._tucked = more, tucked

    def _unfold(self) -> None:
        """Show the settings that are tucked away where somebody has changed them."""
        changed = (
            getattr(d, f.name) != f.default for d in self._declarations for f in self._tucked
        )
        if self._more is not None and any(changed):
            self._more.button.setChecked(True)

    def _add_row(self, field: Field, column: QVBoxLayout) -> None:
        row = Row(field, self._prefix + field.name, self._label_width)
        row.changed.connect(self._changed)
        self._rows[field.name] = row
        column.addWidget(row)
        if isinstance(field.spec, OneOf):
            self._add_nested(field.name, column)

    def _add_nested(self, name: str, column: QVBoxLayout) -> None:
        form = Form(f"{self._prefix}{name}_", self._label_width - _INDENT)
        form.setContentsMargins(_INDENT, 0, 0, 0)
        form.setProperty("setting", name)
        form.edited_all.connect(self._nested_changed)
        self._nested[name] = form
        column.addWidget(form)

    def _show_nested(self, name: str, fresh: bool) -> None:
        values = self._values(name)
        kinds = {type(value) for value in values}
        form = self._nested[name]
        form.show_declarations(values if len(kinds) == 1 else (), fresh)
        form.setVisible(bool(form.rows))

    def _values(self, name: str) -> list[Any]:
        return [getattr(declaration, name) for declaration in self._declarations]

    def _mark(self) -> None:
        for name, row in self._rows.items():
            row.show_later(self._values_running(name), self._quiet)
        for name, form in self._nested.items():
            # Whatever belongs to a live setting is live.
            live = self._rows[name].field.spec.live
            form.set_running(None if live else self._values_running(name), self._quiet)

    def _values_running(self, name: str) -> list[Any] | None:
        """What the run has of a setting; empty where it has none, None where there is no run."""
        if self._running is None:
            return None
        return [getattr(running, name) for running in self._running if hasattr(running, name)]

    # -- edits ---------------------------------------------------------------------------------

    def _changed(self, value: Any, gesture: object) -> None:
        row = self.sender()
        assert isinstance(row, Row)
        self._put(row, [value] * len(self._declarations), gesture)

    def _nested_changed(self, values: tuple[Declaration, ...], gesture: object) -> None:
        form = self.sender()
        assert isinstance(form, Form)
        self._put(self._rows[form.property("setting")], values, gesture)

    def _put(self, row: Row, values: Sequence[Any], gesture: object) -> None:
        name = row.field.name
        try:
            after = tuple(
                replace(declaration, **{name: value})
                for declaration, value in zip(self._declarations, values, strict=True)
            )
        except FieldError as error:
            row.show_error(f"{error}.")
            return
        self.show_declarations(after)
        if len(after) == 1:
            self.edited.emit(after[0], gesture)
        self.edited_all.emit(after, gesture)


def common_fields(declarations: Sequence[Declaration]) -> list[Field]:
    """The settings all of these have, in the order of the first: same name, same kind of value."""
    if not declarations:
        return []
    found = {}
    for field in fields_of(declarations[0]):
        found[field.name] = field
    for kind in {type(declaration) for declaration in declarations[1:]} - {type(declarations[0])}:
        others = {field.name: field for field in fields_of(kind)}
        found = {
            name: field
            for name, field in found.items()
            if name in others and _alike(field, others[name])
        }
    return list(found.values())


def _alike(one: Field, other: Field) -> bool:
    a, b = one.spec, other.spec
    if isinstance(a, OneOf) and isinstance(b, OneOf):
        return a.registry is b.registry
    if isinstance(a, Choice) and isinstance(b, Choice):
        return a.options == b.options
    return type(a) is type(b)
