"""What a card and a wire say about the diagram, in words."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import text
from bpgui.engine.check import Check, Problem


@dataclass(frozen=True)
class Facts:
    """The output shape of a node, its number of parameters and its problems."""

    shape: str = ""
    parameters: int = 0
    problems: tuple[Problem, ...] = ()

    def looks_like(self, other: Facts) -> bool:
        """Whether a card would show the same; cures are not compared, they cannot be."""
        return (self.shape, self.parameters, self.level) == (
            other.shape,
            other.parameters,
            other.level,
        )

    @property
    def level(self) -> str:
        """How bad the worst problem is: "bad", "remark", or nothing."""
        if not self.problems:
            return ""
        return "bad" if any(problem.fatal for problem in self.problems) else "remark"


def facts_of(id: int, check: Check, problems: tuple[Problem, ...]) -> Facts:
    """The facts of one node."""
    shape = check.shapes.get(id)
    return Facts("" if shape is None else text(shape), check.parameter_count(id), problems)


def problems_by_node(check: Check) -> dict[int, tuple[Problem, ...]]:
    """The problems of the nodes that have some."""
    found: dict[int, list[Problem]] = {}
    for problem in check.problems:
        if problem.node is not None:
            found.setdefault(problem.node, []).append(problem)
    return {id: tuple(problems) for id, problems in found.items()}
