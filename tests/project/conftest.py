"""A small trained network, to be saved, loaded and exported."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pytest

from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.project.examples import load_example
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start


@dataclass(frozen=True, eq=False)
class Trained:
    """A project, its rows, and its trainer after a few steps in the middle of an epoch."""

    project: Project
    prepared: Prepared
    trainer: Trainer
    state: State


@pytest.fixture
def trained() -> Trained:
    project = load_example("spiral")
    project = dataclasses.replace(project, notes="Trained.")
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    list(trainer.make(57))
    return Trained(project, prepared, trainer, trainer.state())
