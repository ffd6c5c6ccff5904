"""What goes wrong with projects."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bpgui.engine.fields import FieldError
from bpgui.wording import shown


class ProjectError(ValueError):
    """A project cannot be read, written or trained. The text is one sentence for the user."""


#: How sentences begin that can go on after a colon.
_BEGINNINGS = ("This ", "The ", "There ", "Two ", "A ", "Node ", "Frame ")


@contextlib.contextmanager
def opening(path: str | os.PathLike[str]) -> Iterator[None]:
    """Let every ProjectError inside say which file it is about."""
    try:
        yield
    except ProjectError as error:
        said = str(error)
        if said.startswith(_BEGINNINGS):
            said = said[0].lower() + said[1:]
        raise ProjectError(f"Cannot open {shown(Path(path).name)}: {said}") from None


def fault(where: str, error: Exception, label: str = "") -> str:
    """One sentence from the complaint of a declaration called `label`, saying where it stands."""
    if not isinstance(error, FieldError):
        return f"{where} has settings that cannot be read."
    said = str(error).removeprefix(f"{label}: ")
    if len(said) > 300:
        said = said[:300] + "…"
    return f"{where} {said}." if said.startswith(("has no ", "must ")) else f"{where}: {said}."
