"""Runs whose every number PyTorch has computed apart; see tests/tools/golden_views.py."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.engine.optimizers.sgd import SGD
from bpgui.gui.run import Run
from bpgui.project.project import Project
from bpgui.project.session import prepare, start
from tests.gui.projects import reach, small_nets, spiral

#: Steps over all rows, their rate; rows that the layers are asked about, and the one looked at.
STEPS, RATE = 8, 0.5
PROBED, ROW = 128, 3
_NUMBERS = Path(__file__).with_name("golden_runs.npz")


@dataclass(frozen=True)
class Golden:
    """All numbers of one run, by name."""

    name: str
    numbers: dict[str, np.ndarray]

    def __getitem__(self, key: str) -> np.ndarray:
        return self.numbers[f"{self.name}/{key}"]

    def all(self, group: str) -> dict[str, np.ndarray]:
        """Those of a group, by what follows its name."""
        start = f"{self.name}/{group}/"
        return {k.removeprefix(start): v for k, v in self.numbers.items() if k.startswith(start)}


def projects() -> dict[str, Project]:
    """By name: every step over all rows, straight down the gradient."""
    return {name: _plain(project) for name, project in {"spiral": spiral(), **small_nets()}.items()}


def _plain(project: Project) -> Project:
    settings = {"optimizer": SGD(), "learning_rate": RATE, "batch_size": 0}
    training = replace(project.training, precision="float64", **settings)
    return dataclasses.replace(project, training=training)


@cache
def golden(name: str) -> Golden:
    """The numbers of one of them."""
    with np.load(_NUMBERS) as found:
        return Golden(name, {key: found[key] for key in found.files})


def train(qtbot: QtBot, run: Run, name: str) -> Golden:
    """Make the run, from the golden weights, as many steps as are known."""
    made, project = golden(name), projects()[name]
    prepared = prepare(project)
    parts = prepared.train.x, prepared.train.t, prepared.validation.x, prepared.validation.t
    sums = [float(np.abs(part).sum()) for part in parts]
    np.testing.assert_allclose(sums, made["data"], err_msg="other rows: make the numbers anew")
    first = dataclasses.replace(
        start(project, prepared=prepared).state(), parameters=made.all("start")
    )
    reach(qtbot, run, "ready", lambda: run.reset(project, first))
    for _ in range(2):
        reach(qtbot, run, "paused", lambda: run.step(STEPS // 2))
    return made
