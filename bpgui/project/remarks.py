"""What is odd about the settings beside the diagram, though they can be trained with."""

from __future__ import annotations

from collections.abc import Iterator

from bpgui.data import Dataset
from bpgui.data.split import training_rows
from bpgui.engine.problem import Problem
from bpgui.project.project import Project


def remarks(project: Project, dataset: Dataset) -> Iterator[Problem]:
    """Problems, none of them fatal, of the whole project with all rows of its data set."""
    batch, share = project.training.batch_size, project.data.validation
    # Counted only where it matters: the window asks after every edit.
    if batch <= int(len(dataset) * (1 - share)):
        return
    rows = training_rows(dataset, share)
    if batch > rows:
        message = (
            f"A mini-batch is to have {batch:,} rows, the data has {rows:,} to learn from: "
            "every step takes all of them."
        )
        yield Problem(None, None, message, fatal=False)
