"""What a name on the command line stands for. Imports nothing heavy: a slip is told at once."""

from __future__ import annotations

from pathlib import Path

from bpgui.cli.stop import WRONG_CALL, Stop

#: What stands before the name of an example.
EXAMPLE = "example:"


def must_be_a_file(name: str, hint: str) -> None:
    """Stop, with a hint at what else could be meant, unless there is an ordinary file `name`."""
    if not name or not Path(name).exists():
        missing = f"There is no file {name}" if name else "The name of the project is empty"
        raise Stop(f"{missing} ({hint}).", WRONG_CALL)
    if not Path(name).is_file():
        what = "a folder" if Path(name).is_dir() else "no ordinary file"
        raise Stop(f"Cannot open {name}: it is {what}.", WRONG_CALL)
