"""What a data set asks of a network."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Task:
    """The shape of one input row, and what is to be told from it.

    `outputs` is the number of target values of a regression, which `targets` may name, or the
    number of classes. `classes` names the classes of a classification in the order of their
    indices; `features` may name the numbers of a flat input. `tokens`, unless 0, says that the
    inputs are whole numbers below it, each standing for something of its own. Raises ValueError
    where these do not fit together.
    """

    inputs: tuple[int, ...]
    kind: Literal["classification", "regression"]
    outputs: int
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    tokens: int = 0
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.inputs or min(self.inputs) < 1:
            raise ValueError(f"An input row needs sizes of at least 1, not {self.inputs}.")
        if self.outputs < 1:
            raise ValueError("A task needs at least one output.")
        if self.kind == "classification":
            if self.outputs != len(self.classes) or self.outputs < 2:
                raise ValueError(
                    "A classification needs at least two classes and one output for each, "
                    f"not {len(self.classes)} classes and {self.outputs} outputs."
                )
        elif self.classes:
            raise ValueError("A regression has no classes.")
        if self.features and len(self.features) != self.size:
            raise ValueError(
                f"{len(self.features)} feature names do not fit {self.size} numbers in a row."
            )

        if self.targets and (self.classes or len(self.targets) != self.outputs):
            raise ValueError(f"{len(self.targets)} target names do not fit {self.outputs} outputs.")

    @property
    def size(self) -> int:
        """How many numbers one input row holds."""
        return math.prod(self.inputs)
