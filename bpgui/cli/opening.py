"""Finding the project a command is about."""

from __future__ import annotations

from bpgui.cli.named import EXAMPLE, must_be_a_file
from bpgui.cli.stop import WRONG_CALL, told
from bpgui.engine.state import State
from bpgui.project.examples import load_example
from bpgui.project.file import load
from bpgui.project.project import Project


def opened(name: str) -> tuple[Project, State | None]:
    """The project called by a path or by example:NAME; Stop if it is missing or cannot be read."""
    if name.startswith(EXAMPLE):
        with told(WRONG_CALL):
            return load_example(name.removeprefix(EXAMPLE)), None
    must_be_a_file(name, "for a ready project say example:NAME; see bpgui examples")
    with told():
        return load(name)
