"""Finding the project a command is about."""

from __future__ import annotations

from pathlib import Path

from bpgui.cli.named import EXAMPLE, must_be_a_file
from bpgui.cli.stop import WRONG_CALL, Stop, told
from bpgui.data.sources.table_file import SUFFIXES
from bpgui.engine.state import State
from bpgui.project import picture
from bpgui.project.examples import load_example
from bpgui.project.file import load
from bpgui.project.project import Project
from bpgui.wording import shown


def opened(name: str) -> tuple[Project, State | None]:
    """The project called by a path or by example:NAME, or carried by a picture; Stop if it is
    missing or cannot be read."""
    if name.startswith(EXAMPLE):
        with told(WRONG_CALL):
            return load_example(name.removeprefix(EXAMPLE)), None
    must_be_a_file(name, "for a ready project say example:NAME; see bpgui examples")
    suffix = Path(name).suffix.casefold()
    if suffix in SUFFIXES:
        raise Stop(
            f"The file {shown(name)} is a table: name the network that is to learn from it first, "
            f"and the table with --data, as in bpgui train example:iris --data {shown(name)}.",
            WRONG_CALL,
        )
    with told():
        return (picture.load(name), None) if suffix in picture.SUFFIXES else load(name)
