"""The one form generator, for panels and dialogs: a declaration in, editors for its settings out.

`Form().show_declarations([...])` builds the editors; `edited` brings the changed declaration back.
"""

from __future__ import annotations

from bpgui.gui.forms.form import Form

__all__ = ["Form"]
