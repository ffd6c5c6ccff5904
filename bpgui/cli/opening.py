"""Finding the project a command is about."""

from __future__ import annotations

from pathlib import Path

from bpgui.cli.stop import WRONG_CALL, Stop, told
from bpgui.engine.state import State
from bpgui.project.examples import load_example
from bpgui.project.file import load
from bpgui.project.project import Project

EXAMPLE = "example:"


def opened(name: str) -> tuple[Project, State | None]:
    """The project called by a path or by example:NAME; Stop if it is missing or cannot be read."""
    if name.startswith(EXAMPLE):
        with told(WRONG_CALL):
            return load_example(name.removeprefix(EXAMPLE)), None
    if not Path(name).exists():
        raise Stop(
            f"There is no file {name} (for a ready project say example:NAME; see bpgui examples).",
            WRONG_CALL,
        )
    with told():
        return load(name)
