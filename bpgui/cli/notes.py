"""What is odd about a project, though it can be trained: said before it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bpgui.project.project import Project
from bpgui.project.remarks import remarks
from bpgui.project.session import Prepared


def say(prepared: Prepared) -> None:
    """A line for each remark on the error stream, where they are in nobody's way."""
    for remark in dict.fromkeys(_remarks(prepared.project, prepared)):
        print(f"bpgui: Note: {remark}", file=sys.stderr)


def _remarks(project: Project, prepared: Prepared) -> Iterator[str]:
    dataset = project.data.source.load()
    yield from dataset.remarks
    for problem in (*prepared.check.problems, *remarks(project, dataset)):
        yield problem.message
