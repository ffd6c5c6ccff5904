"""What goes wrong with projects."""

from __future__ import annotations

from bpgui.engine.fields import FieldError


class ProjectError(ValueError):
    """A project cannot be read, written or trained. The text is one sentence for the user."""


def fault(where: str, error: Exception, label: str = "") -> str:
    """One sentence from the complaint of a declaration called `label`, saying where it stands."""
    if not isinstance(error, FieldError):
        return f"{where} has settings that cannot be read."
    said = str(error).removeprefix(f"{label}: ")
    if len(said) > 300:
        said = said[:300] + "…"
    return f"{where} {said}." if said.startswith(("has no ", "must ")) else f"{where}: {said}."
