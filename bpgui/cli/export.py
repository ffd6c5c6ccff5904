"""`bpgui export`: trained weights of a project in another format."""

from __future__ import annotations

import argparse

from bpgui.cli.opening import opened
from bpgui.cli.stop import WRONG_CALL, Stop, told
from bpgui.export import exporter_for
from bpgui.project.bundle import bundle
from bpgui.project.session import prepare, start
from bpgui.project.weights import put


def run(arguments: argparse.Namespace) -> int:
    """Write the file, or Stop saying why not."""
    with told(WRONG_CALL):
        exporter = exporter_for(arguments.path)
    project, state = opened(arguments.project)
    if state is None:
        raise Stop(
            f"There are no trained weights in {arguments.project}: train it and save it first, "
            "for instance with bpgui train --save."
        )
    with told():
        prepared = prepare(project)
        trainer = start(project, prepared=prepared)
        put(state, trainer)
        exporter.write(arguments.path, bundle(prepared, trainer))
    return 0
