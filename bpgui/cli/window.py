"""`bpgui [PROJECT]`: the window."""

from __future__ import annotations

import argparse

from bpgui.cli.named import EXAMPLE, must_be_a_file
from bpgui.cli.stop import WRONG_CALL, Stop, told
from bpgui.cli.threads import blas_threads


def run(arguments: argparse.Namespace) -> int:
    """Open the window, or Stop saying why it cannot open here."""
    path: str | None = arguments.project
    if path is not None:
        _must_be_openable(path)
    from bpgui.gui.preflight import complaint

    said = complaint()
    if said is not None:
        raise Stop(said)
    from bpgui.gui.app import run as run_window

    with blas_threads(1):
        code: int = run_window(path)
    return code


def _must_be_openable(path: str) -> None:
    """Tell a slip of the pen here; what a file holds is told by the window."""
    if path.startswith(EXAMPLE):
        from bpgui.project.examples import load_example

        with told(WRONG_CALL):
            load_example(path.removeprefix(EXAMPLE))
    else:
        must_be_a_file(path, "nor is it a command; see bpgui --help")
