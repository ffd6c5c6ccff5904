"""What a rule has found, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.project.project import Project


@dataclass(frozen=True)
class Cure:
    """A change of the project that should help; `apply` gives the changed project."""

    label: str
    apply: Callable[[Project], Project]


@dataclass(frozen=True)
class Finding:
    """One thing that is not well.

    node: the guilty layer, None for the run as a whole. rule: the kind of the rule. measured: the
    numbers, as one sentence. why: what they mean and where they come from. cures: the likeliest
    first.
    """

    node: int | None
    rule: str
    title: str
    measured: str
    why: str
    cures: tuple[Cure, ...] = ()
