"""Which editor a setting gets."""

from __future__ import annotations

from bpgui.engine.fields import (
    Choice,
    Field,
    FilePath,
    Integer,
    Names,
    Numbers,
    OneOf,
    Real,
    Toggle,
)
from bpgui.gui.forms.choice import KindEditor, WordEditor
from bpgui.gui.forms.editor import Editor
from bpgui.gui.forms.names import NamesEditor
from bpgui.gui.forms.number import NumberEditor
from bpgui.gui.forms.path import PathEditor
from bpgui.gui.forms.switch import ToggleEditor
from bpgui.gui.forms.text import NumbersEditor, TextEditor


def editor_for(field: Field) -> Editor:
    """A new editor for the values of this setting."""
    spec = field.spec
    if isinstance(spec, Integer | Real):
        return NumberEditor(spec, field.default)
    if isinstance(spec, Toggle):
        return ToggleEditor()
    if isinstance(spec, Choice):
        return WordEditor(spec)
    if isinstance(spec, OneOf):
        return KindEditor(spec)
    if isinstance(spec, FilePath):
        return PathEditor(spec)
    if isinstance(spec, Names):
        return NamesEditor(spec)
    return NumbersEditor(spec) if isinstance(spec, Numbers) else TextEditor(spec)
