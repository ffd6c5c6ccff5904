"""What a name on the command line stands for. Imports nothing heavy: a slip is told at once."""

from __future__ import annotations

import os

from bpgui.cli.stop import WRONG_CALL, Stop
from bpgui.wording import shown

#: What stands before the name of an example.
EXAMPLE = "example:"


def must_be_a_file(name: str, hint: str) -> None:
    """Stop, with a hint at what else could be meant, unless there is an ordinary file `name`."""
    if not name or not os.path.exists(name):
        missing = f"There is no file {shown(name, 200)}"
        missing = missing if name else "The name of the project is empty"
        raise Stop(f"{missing} ({hint}).", WRONG_CALL)
    if not os.path.isfile(name):
        what = "a folder" if os.path.isdir(name) else "no ordinary file"
        raise Stop(f"Cannot open {shown(name, 200)}: it is {what}.", WRONG_CALL)
