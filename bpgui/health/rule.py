"""Rules: each looks at the vitals and the course of a run for one illness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.engine.declaration import Declaration, Registry
from bpgui.engine.task import Task
from bpgui.health.course import Course
from bpgui.health.finding import Finding
from bpgui.health.vitals import Vitals
from bpgui.project.project import Project


@dataclass(frozen=True)
class Case:
    """All that is known of a run: what it trains, what was measured now, and how it has gone."""

    project: Project
    task: Task
    vitals: Vitals
    course: Course

    @property
    def learned(self) -> bool:
        """Whether the network has learned, whatever its layers look like."""
        return self.course.learned(self.vitals.inputs.floor)


class Rule(Declaration):
    """The base of every rule; its docstring gives the threshold and its source."""

    def examine(self, case: Case) -> Iterator[Finding]:
        """What is not well by this rule; nothing where all is."""
        raise NotImplementedError


rules: Registry[Rule] = Registry("health rule")
rule = rules.register


def examine(case: Case) -> tuple[Finding, ...]:
    """The findings of all rules, the gravest rules first."""
    return tuple(finding for kind in rules for finding in kind().examine(case))
