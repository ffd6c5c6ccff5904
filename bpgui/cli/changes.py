"""What is changed of a project for one call: --data and --set."""

from __future__ import annotations

import argparse
from pathlib import Path

from bpgui.cli.stop import WRONG_CALL, told
from bpgui.data.sources.table_file import TableFile
from bpgui.engine.declaration import replace
from bpgui.project.adapt import with_data
from bpgui.project.overrides import overridden
from bpgui.project.project import Project


def changed(project: Project, arguments: argparse.Namespace) -> Project:
    """The project with the data and the settings that were asked for; Stop if they cannot be."""
    with told(WRONG_CALL):
        if arguments.data is not None:
            table = TableFile.found(Path(arguments.data))
            project = with_data(project, replace(project.data, source=table))
        return overridden(project, arguments.set)
