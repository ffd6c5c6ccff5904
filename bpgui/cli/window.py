"""`bpgui [PROJECT]`: the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from bpgui.cli.stop import WRONG_CALL, Stop
from bpgui.cli.threads import blas_threads


def run(arguments: argparse.Namespace) -> int:
    """Open the window, or Stop saying why it cannot open here."""
    path: str | None = arguments.project
    if path is not None and not path.startswith("example:") and not Path(path).exists():
        raise Stop(
            f"There is no file {path}, and no command of this name (see bpgui --help).", WRONG_CALL
        )
    from bpgui.gui.preflight import complaint

    said = complaint()
    if said is not None:
        raise Stop(said)
    from bpgui.gui.app import run as run_window

    with blas_threads(1):
        code: int = run_window(path)
    return code
