"""Runs that are looked at now and then."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from bpgui.engine.report import Evaluation, Report
from bpgui.engine.trainer import Trainer
from bpgui.health import Course, Finding, examine, measure
from bpgui.health.rule import Case
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start

#: Steps of the first epoch after which it is looked at too.
EARLY = (1, 2, 5, 10)


def course(evaluations: list[Evaluation]) -> Course:
    columns = ("step", "loss", "accuracy", "val_loss", "val_accuracy")
    rows = [[getattr(e, column) for e in evaluations] for column in columns]
    return Course(*(np.array(row, dtype=float) for row in rows))


def look(
    project: Project, prepared: Prepared, trainer: Trainer, seen: list[Evaluation]
) -> tuple[Finding, ...]:
    return examine(Case(project, prepared.task, measure(trainer, prepared), course(seen)))


def kinds(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings}


class Followed:
    """A run, and all evaluations of it."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.trainer = start(prepared.project, prepared=prepared)
        self._seen = [self.trainer.evaluate()]

    def make(self, reports: Iterable[Report]) -> bool:
        """Whether it can go on after these."""
        for report in reports:
            if report.evaluation is not None:
                self._seen.append(report.evaluation)
            if report.diverged:
                return False
        return True

    def look(self) -> tuple[Finding, ...]:
        return look(self.prepared.project, self.prepared, self.trainer, self._seen)


def follow(project: Project, epochs: int, looks: int = 4) -> list[tuple[Finding, ...]]:
    """Train, and look now and then; the last look is at the end."""
    run, found = Followed(prepare(project)), []
    for epoch in range(1, epochs + 1):
        run.make(run.trainer.make_epoch())
        if epoch % max(1, epochs // looks) == 0:
            found.append(run.look())
    return found


def all_found(prepared: Prepared, epochs: int, looks: Collection[int]) -> set[str]:
    """The rules that complain in the first steps, or after any of these epochs."""
    run, goes_on = Followed(prepared), True
    found: set[str] = set()
    for step in EARLY:
        if goes_on and step < run.trainer.steps_per_epoch:
            goes_on = run.make(run.trainer.make(step - run.trainer.step))
            found |= kinds(run.look())
    for epoch in range(1, epochs + 1):
        if goes_on:
            goes_on = run.make(run.trainer.make_epoch())
            if epoch in looks or not goes_on:
                found |= kinds(run.look())
    return found
