"""What a call of the command line came to, and what several of its tests need."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Callable
from typing import Any

from bpgui.engine.declaration import replace
from bpgui.project.examples import load_example
from bpgui.project.project import Project
from tests.sentences import is_sentence

KEYS = [
    "steps",
    "epochs",
    "loss",
    "val_loss",
    "accuracy",
    "val_accuracy",
    "seconds",
    "steps_per_second",
]


@dataclasses.dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on the error stream, without the name of the program."""
        (line,) = self.err.splitlines()
        assert line.startswith("bpgui: ")
        assert is_sentence(line.removeprefix("bpgui: "))
        return line.removeprefix("bpgui: ")

    @property
    def json(self) -> dict[str, Any]:
        """The last line."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


Call = Callable[..., Said]


def edited(name: str, **training: Any) -> Project:
    project = load_example(name)
    return dataclasses.replace(project, training=replace(project.training, **training))


def table(name: str) -> list[dict[str, str]]:
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
